"""Forms: form-js 1.x schemas on the server. Knows no engine and no portal.

- ``forms.schema.load(text)`` reads a schema, ``FormSchema.check()`` says what a deployment should object to;
- ``forms.validation.validate(...)`` turns untrusted answers into clean ones or raises ``AnswersInvalid``;
- ``forms.summary.rows(...)`` shows answers for reading.

**Our conventions in a field's custom properties** (form-js keeps them as text; the editor shows them under
"Custom properties"):

=============  ==================  ================================================================
property       on                  meaning
=============  ==================  ================================================================
``sensitive``  text fields         ``phone``, ``email``, ``identity``: the summary masks the value
``format``     text fields         ``mobile``, ``code``, ``reference``, ``name``: read as people paste it
                                   (``forms.typed``); a mobile is also checked. A pattern must let pass what
                                   is pasted: browsers check it before it is read
``maxFiles``   file picker         how many files at most (default 1, with ``multiple`` 10)
``maxMb``      file picker         size of one file at most, in MB (default 20)
``minItems``   dynamic list        how many rows at least (default 0)
``maxItems``   dynamic list        how many rows at most (default 100)
=============  ==================  ================================================================
"""
