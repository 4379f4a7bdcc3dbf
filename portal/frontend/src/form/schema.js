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

export const hasSubmitButton = schema =>
  [...componentsOf(schema)].some(({ type, action }) => type === 'button' && (action ?? 'submit') === 'submit');
