import { Description, Errors, Label } from '@bpmn-io/form-js-viewer';
import { useRef, useState } from 'preact/hooks';
import { text } from '../i18n/index.js';
import { readableKinds, readableSize } from './uploads.js';

const references = value => (Array.isArray(value) ? value.filter(file => file?.id && file?.name) : []);

/**
 * Takes the place of form-js's file picker: each file goes to the server as soon as it is picked,
 * and the answer is a list of `{ id, name }`.
 */
export function createFileField(uploads) {
  function FileField({ field, value, errors = [], disabled, readonly, domId, onChange, onBlur, onFocus }) {
    const { label, description, accept = '', multiple = false, validate = {} } = field;
    const input = useRef(null);
    const latest = useRef([]);
    const [sending, setSending] = useState([]);
    const [refused, setRefused] = useState([]);
    const [over, setOver] = useState(false);
    const files = references(value);
    latest.current = files;
    const closed = disabled || readonly;
    const allErrors = [...refused, ...errors];
    const errorId = `${domId}-error-message`;
    const hintId = `${domId}-description`;

    const store = next => {
      latest.current = next;
      onChange({ value: next });
    };

    async function sendFile(file) {
      const controller = new AbortController();
      const entry = { name: file.name, size: file.size, percent: 0, cancel: () => controller.abort() };
      const update = percent => setSending(list => list.map(other => (other.name === entry.name && other.size === entry.size ? { ...other, percent } : other)));
      setSending(list => [...list, entry]);
      try {
        const stored = await uploads.send({ file, field: field.key, onProgress: update, signal: controller.signal });
        store(multiple ? [...latest.current, stored] : [stored]);
      } catch (sentence) {
        if (sentence) setRefused(list => [...list, text('“{name}”：{reason}', { name: file.name, reason: String(sentence) })]);
      }
      setSending(list => list.filter(other => other.cancel !== entry.cancel));
    }

    async function take(picked) {
      const chosen = multiple ? [...picked] : [...picked].slice(0, 1);
      setRefused(chosen.map(file => uploads.refusal(file, accept)).filter(Boolean));
      for (const file of chosen.filter(candidate => !uploads.refusal(candidate, accept))) await sendFile(file);
    }

    const onPick = event => {
      const picked = [...event.target.files];
      event.target.value = '';
      take(picked);
    };

    const onDrop = event => {
      event.preventDefault();
      setOver(false);
      if (!closed) take(event.dataTransfer.files);
    };

    const hint = [
      accept && text('可上传 {kinds}', { kinds: readableKinds(accept) }),
      text('每个文件不超过 {max} MB', { max: uploads.maxMegabytes }),
    ].filter(Boolean).join(text('，'));

    return (
      <div class={`fjs-form-field fjs-form-field-filepicker${allErrors.length ? ' fjs-has-errors' : ''}${readonly ? ' fjs-readonly' : ''}`}>
        <Label htmlFor={domId} label={label} required={validate.required} />
        {files.length > 0 && (
          <ul class="file-list list-unstyled">
            {files.map(reference => <StoredFile key={reference.id} file={uploads.describe(reference)} closed={closed} onRemove={() => store(latest.current.filter(({ id }) => id !== reference.id))} />)}
          </ul>
        )}
        {files.length === 0 && closed && <p class="text-secondary mb-0">{text('没有文件')}</p>}
        {sending.map(({ name, percent, cancel }) => (
          <div key={name} class="file-progress">
            <span class="text-truncate">{text('正在上传 {name}', { name })}</span>
            <progress class="progress progress-sm" value={percent} max="100" aria-label={text('上传进度')} />
            <span>{percent}%</span>
            <button type="button" class="btn btn-sm" onClick={cancel}>{text('取消')}</button>
          </div>
        ))}
        {!closed && (
          <div class={`file-drop${over ? ' file-drop-over' : ''}`} onDragOver={event => { event.preventDefault(); setOver(true); }} onDragLeave={() => setOver(false)} onDrop={onDrop}>
            <input ref={input} id={domId} class="visually-hidden" type="file" accept={accept || undefined} multiple={multiple} onChange={onPick}
              onFocus={onFocus} onBlur={onBlur} aria-describedby={`${hintId} ${errorId}`} aria-invalid={allErrors.length > 0} />
            <button type="button" class="btn" tabIndex={-1} aria-hidden="true" onClick={() => input.current.click()}>
              <i class="ti ti-upload icon" />{files.length > 0 && !multiple ? text('更换文件') : text('选择文件')}
            </button>
            <span class="text-secondary">{hint}</span>
          </div>
        )}
        <Description id={hintId} description={description} />
        <Errors id={errorId} errors={allErrors} />
      </div>
    );
  }

  FileField.config = {
    type: 'filepicker',
    keyed: true,
    group: 'basic-input',
    emptyValue: [],
    sanitizeValue: ({ value }) => references(value).map(({ id, name }) => ({ id, name })),
    create: (options = {}) => ({ ...options }),
  };
  return FileField;
}

function StoredFile({ file, closed, onRemove }) {
  return (
    <li class="file-item">
      <i class="ti ti-file icon" aria-hidden="true" />
      {file.url
        ? <a class="text-truncate" href={file.url} target="_blank" rel="noopener">{file.name}</a>
        : <span class="text-truncate">{file.name}</span>}
      {file.size != null && <span class="text-secondary text-nowrap">{readableSize(file.size)}</span>}
      {!closed && (
        <button type="button" class="btn btn-sm btn-icon" aria-label={text('移除 {name}', { name: file.name })} title={text('移除')} onClick={onRemove}>
          <i class="ti ti-x icon" aria-hidden="true" />
        </button>
      )}
    </li>
  );
}
