// What form-js's own fields lack.
import { Numberfield, Select } from '@bpmn-io/form-js-viewer';
import { useEffect, useMemo } from 'preact/hooks';
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
