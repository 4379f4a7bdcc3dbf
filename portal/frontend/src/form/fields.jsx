// What form-js's own fields lack.
import { Numberfield, Select, Table } from '@bpmn-io/form-js-viewer';
import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { useOptions } from './options.js';

// form-js takes 0 and false for "nothing chosen": inside its list they go by another name
const boxed = value => (value === 0 || value === false ? `\u0000${JSON.stringify(value)}` : value);
const unboxed = value => (typeof value === 'string' && value.startsWith('\u0000') ? JSON.parse(value.slice(1)) : value);

export function SelectField(props) {
  const { field, value, onChange } = props;
  const options = useOptions(field);
  const inner = useMemo(() => {
    const { valuesKey: _key, valuesExpression: _expression, ...rest } = field;
    return { ...rest, values: options.map(option => ({ ...option, value: boxed(option.value) })) };
  }, [field, options]);
  return <Select {...props} field={inner} value={boxed(value)} onChange={change => onChange({ ...change, value: unboxed(change.value) })} />;
}
SelectField.config = Select.config;

/** With the keyboard of numbers on a phone; where a minus may be needed, that keyboard has none. */
export function NumberField(props) {
  const { field, domId } = props;
  const mode = field.validate?.min >= 0 ? (field.decimalDigits === 0 ? 'numeric' : 'decimal') : null;
  useEffect(() => {
    if (mode) document.getElementById(domId)?.setAttribute('inputmode', mode);
  }, [domId, mode]);
  return <Numberfield {...props} />;
}
NumberField.config = Numberfield.config;

/** Each cell bears its column's name: a phone has no room for columns and shows one below the other. */
export function TableField(props) {
  const place = useRef();
  useLayoutEffect(() => {
    const table = place.current?.querySelector('table');
    const label = () => {
      const names = [...table.querySelectorAll('th')].map(head => head.textContent.trim());
      for (const row of table.querySelectorAll('tbody tr')) [...row.cells].forEach((cell, n) => { cell.dataset.label = names[n] ?? ''; });
    };
    if (!table) return undefined;
    label();
    const drawnAnew = new MutationObserver(label); // sorted, another page, other data
    drawnAnew.observe(table, { childList: true, subtree: true, characterData: true });
    return () => drawnAnew.disconnect();
  }, []);
  return <div ref={place}><Table {...props} /></div>;
}
TableField.config = Table.config;
