// What vendor-texts.js replaces in which library.
const formJs = {
  texts: 'vendor-form.js',
  file: /@bpmn-io\/form-js-viewer\/dist\/index\.es\.js$/,
  code: [
    ['`Field must match pattern ${validation.pattern}.`', "__t('Field must match pattern {0}.', [validation.pattern])"],
    ['`Field must have minimum value of ${validation.min}.`', "__t('Field must have minimum value of {0}.', [validation.min])"],
    ['`Field must have maximum value of ${validation.max}.`', "__t('Field must have maximum value of {0}.', [validation.max])"],
    ['`Field must have minimum length of ${validation.minLength}.`', "__t('Field must have minimum length of {0}.', [validation.minLength])"],
    ['`Field must have maximum length of ${validation.maxLength}.`', "__t('Field must have maximum length of {0}.', [validation.maxLength])"],
    ["'Value is expected to ' + (decimalDigits === 0 ? 'be an integer' : `have at most ${decimalDigits} decimal digit${decimalDigits > 1 ? 's' : ''}`) + '.'",
      "(decimalDigits === 0 ? __t('Value must be an integer.') : __t('Value has at most {0} decimal digits.', [decimalDigits]))"],
    ['`Please select a valid value, the two nearest valid values are ${previousValue} and ${nextValue}.`',
      "__t('The two nearest valid values are {0} and {1}.', [previousValue, nextValue])"],
    ["valueLabel || 'Select'", "valueLabel || __t('Select')"],
    ["placeholder: 'Search'", "placeholder: __t('Search')"],
    ["disabled || readonly ? undefined : 'Search'", "disabled || readonly ? undefined : __t('Search')"],
    ["emptyListMessage = 'No results'", "emptyListMessage = __t('No results')"],
    ["hasOptionsLeft ? 'No results' : 'All values selected'", "hasOptionsLeft ? __t('No results') : __t('All values selected')"],
    ['`Expand all (${values.length - 1})`', "__t('Expand all ({0})', [values.length - 1])"],
    ['`Remove list item ${itemIndex + 1}`', "__t('Remove list item {0}', [itemIndex + 1])"],
    ['`Click to sort by ${label} descending`', "__t('Click to sort by {0} descending', [label])"],
    ['`Click to sort by ${label} ascending`', "__t('Click to sort by {0} ascending', [label])"],
    ['`Download ${fileName}`', "__t('Download {0}', [fileName])"],
    // dates as 2026-11-23 whatever the browser's own language is
    ["getLocaleDateFormat(locale = 'default')", "getLocaleDateFormat(locale = 'sv-SE')"],
    ["'01/01/1900'", 'new Date(1900, 0, 1)'],
    ['placeholder: getLocaleReadableDateFormat()', "placeholder: __t('yyyy-mm-dd')"],
    ["use24h ? 'hh:mm' : 'hh:mm --'", "__t('hh:mm')"],
  ],
  strings: [
    'Field is required.', 'Value is not a number.', 'Min validation value is not a valid number.',
    'Max validation value is not a valid number.', 'Field must be a valid email.',
    'Field must be a valid  international phone number. (e.g. +4930664040900)',
    'Date and time must both be entered.', 'No options source defined in the form definition',
    'No content to show.', "External content couldn't be loaded.", 'This is an image placeholder', 'Increment',
    'Decrement', 'Skip to search', 'Remove tag', 'Nothing to show.', 'Previous page', 'Next page',
    'Click to remove sorting', 'Add new', 'Collapse', 'Document reference is not defined.',
    'Unable to download document',
  ],
};

// The editor of expressions is a third of the modeler: it comes with the first field that shows one.
const EDITOR_IS_THERE = 'if (!inputRef.current) return;';
const expressionEditor = [
  ["import { FeelersEditor } from '@bpmn-io/feelers-editor';\nimport Editor from '@bpmn-io/feel-editor';", "const expressionEditor = () => import('expression-editor');"],
  ['const parseJsonLinter = jsonParseLinter();', 'const parseJsonLinter = /* @__PURE__ */ jsonParseLinter();'],
  ['editor = new FeelersEditor({', `expressionEditor().then(({ FeelersEditor }) => { ${EDITOR_IS_THERE} editor = new FeelersEditor({`],
  ['lineWrap: true\n    });\n    setEditor(editor);', 'lineWrap: true\n    });\n    setEditor(editor); });'],
  ['editor = new Editor({', `expressionEditor().then(({ Editor, EditorView, lineNumbers }) => { ${EDITOR_IS_THERE} editor = new Editor({`],
  ['contentAttributes\n    });\n    setEditor(editor);', 'contentAttributes\n    });\n    setEditor(editor); });'],
  // what has changed before the editor was there
  ['editor.setValue(value);\n    setLocalValue(value);\n  }, [value]);', 'editor.setValue(value);\n    setLocalValue(value);\n  }, [value, editor]);'],
  ['editor.setVariables(variables);\n  }, [variables]);', 'editor.setVariables(variables);\n  }, [variables, editor]);'],
];

const propertiesPanel = {
  texts: 'vendor-modeler.js',
  file: /@bpmn-io\/properties-panel\/dist\/index\.esm\.js$/,
  // its components get no translate service from bpmn-js-properties-panel and fall back to this
  code: [
    ['function translateFallback(template, replacements) {', 'function translateFallback(template, replacements) {\n  return __t(template, replacements);'],
    ['`${element.type} / `', "`${element.businessObject?.name || __t(element.type.replace(/^\\w+:/, '').replace(/(\\B[A-Z])/g, ' $1'))} / `"],
    ...expressionEditor,
  ],
  strings: ['Save and close', 'Close popup', 'Opened in popup'],
};

const bpmnPropertiesPanel = {
  texts: 'vendor-modeler.js',
  file: /bpmn-js-properties-panel\/dist\/index\.esm\.js$/,
  // cron expressions are not part of the dialect: the example goes
  code: [
    [`}), jsxs("li", {
            children: [jsx("code", {
              children: "0 0 9-17 * * MON-FRI"
            }), " - ", translate('every hour on the hour from 9-5 p.m. UTC Monday-Friday')]
          })]`, '})]'],
    ["'Written in ' +", "__t('Written in ') +"],
  ],
};

const variableTypes = {
  texts: 'vendor-modeler.js',
  file: /@bpmn-io\/variable-resolver\/lib\/base\/VariableResolver\.js$/,
  code: [['variable.detail = variable.type;', "variable.detail = variable.type?.split('|').map(kind => __t(kind)).join(' / ');"]],
};

const feelLint = {
  texts: 'vendor-modeler.js',
  file: /@bpmn-io\/feel-lint\/dist\/index\.esm\.js$/,
  code: [
    ['`Unrecognized token in <${parent.name}>`', "__t('Unrecognized token in <{0}>', [parent.name])"],
    ['`Unrecognized token <${next.name}> in <${parent.name}>`', "__t('Unrecognized token <{0}> in <{1}>', [next.name, parent.name])"],
    ['`Incomplete <${ (before || parent).name }>`', "__t('Incomplete <{0}>', [(before || parent).name])"],
  ],
  strings: ['First item is accessed via [1]'],
};

const feelLanguage = {
  texts: 'vendor-modeler.js',
  file: /@bpmn-io\/lang-feel\/dist\/index\.js$/,
  code: ['definition', 'expression', 'quantified expression', 'block', 'literal'].map(kind => [`detail: '${kind}'`, `detail: __t('${kind}')`]),
};

const decisionTable = {
  texts: 'vendor-decision.js',
  file: /dmn-js-decision-table\/lib\/features\/decision-table-head\/components\/DecisionTableHead\.js$/,
  code: [
    ['inputValues.text || inputExpression.typeRef', 'inputValues.text || __t(inputExpression.typeRef)'],
    ['outputValues.text || typeRef', 'outputValues.text || __t(typeRef)'],
  ],
};

const popupMenu = {
  texts: 'vendor-modeler.js',
  file: /diagram-js\/lib\/features\/popup-menu\/PopupMenuComponent\.js$/,
  strings: ['Results'],
};

export default [popupMenu, variableTypes, decisionTable, formJs, propertiesPanel, bpmnPropertiesPanel, feelLint, feelLanguage];
