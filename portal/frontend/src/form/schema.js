// What every form gets before form-js shows it.

/** Every component of a schema, those inside groups and lists too. */
export function* componentsOf(schema) {
  for (const component of schema.components ?? []) {
    yield component;
    yield* componentsOf(component);
  }
}

/** A copy in which times read as 14:30 rather than 2:30 PM. */
export function prepareSchema(schema) {
  const copy = structuredClone(schema);
  for (const component of componentsOf(copy)) {
    if (component.type === 'datetime') component.use24h = true;
  }
  return copy;
}

/** The question whose answer is what the form is there for: 通过, 补正, 不予通过. The form marks it; forms deployed before they could ask for `outcome`. */
export function decisionOf(schema) {
  const radios = (schema.components ?? []).filter(({ type }) => type === 'radio');
  return radios.find(({ properties }) => properties?.decision === 'true') ?? radios.find(({ key }) => key === 'outcome');
}

export const hasSubmitButton = schema =>
  [...componentsOf(schema)].some(({ type, action }) => type === 'button' && (action ?? 'submit') === 'submit');
