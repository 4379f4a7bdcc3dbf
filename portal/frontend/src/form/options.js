import { FormContext, useExpressionEvaluation } from '@bpmn-io/form-js-viewer';
import { useContext, useMemo } from 'preact/hooks';

const asOption = option => (option && typeof option === 'object' ? option : { label: String(option), value: option });

/** The options of a field from wherever its schema says: fixed, from the form's data, or an expression. */
export function useOptions({ values, valuesKey, valuesExpression }) {
  const form = useContext(FormContext).getService('form');
  const evaluated = useExpressionEvaluation(valuesExpression);
  const given = valuesExpression ? evaluated : valuesKey ? form._getState().initialData?.[valuesKey] : values;
  const text = JSON.stringify(Array.isArray(given) ? given : []);
  return useMemo(() => JSON.parse(text).map(asOption), [text]);
}
