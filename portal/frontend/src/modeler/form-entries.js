import { isSelectEntryEdited, isTextFieldEntryEdited, SelectEntry, TextFieldEntry } from '@bpmn-io/properties-panel';
import { h } from '@bpmn-io/properties-panel/preact';
import { useService } from 'bpmn-js-properties-panel';
import { getBusinessObject, is } from 'bpmn-js/lib/util/ModelUtil';
import { text } from '../i18n/index.js';

/** A user task links its form by id; so does a blank start event. */
export function formEntries(element, forms) {
  if (!is(element, 'bpmn:UserTask') && !is(element, 'bpmn:StartEvent')) return [];
  const choose = forms.list.length > 0;
  const entry = {
    id: 'formId',
    component: choose ? FormSelect : FormText,
    isEdited: choose ? isSelectEntryEdited : isTextFieldEntryEdited,
    forms,
  };
  return forms.canShow(linkOf(element)?.get('formId')) ? [entry, { id: 'formPreview', component: FormPreview, forms }] : [entry];
}

const valuesOf = element => getBusinessObject(element).get('extensionElements')?.get('values') ?? [];
const linkOf = element => valuesOf(element).find(value => is(value, 'zeebe:FormDefinition'));

function useFormLink(element) {
  const modeling = useService('modeling');
  const moddle = useService('moddle');
  const businessObject = getBusinessObject(element);
  const link = linkOf(element);
  const getValue = () => link?.get('formId') ?? '';
  const setValue = formId => {
    if ((formId ?? '') === getValue()) return;
    const others = valuesOf(element).filter(value => value !== link);
    const next = moddle.create('bpmn:ExtensionElements', { values: others });
    next.$parent = businessObject;
    if (formId) {
      const definition = moddle.create('zeebe:FormDefinition', { formId });
      definition.$parent = next;
      next.values = [...others, definition];
    }
    others.forEach(value => { value.$parent = next; });
    modeling.updateProperties(element, { extensionElements: next });
  };
  return { getValue, setValue };
}

function FormText({ element, id }) {
  const translate = useService('translate');
  const debounce = useService('debounceInput');
  return h(TextFieldEntry, { element, id, label: translate('Form ID'), debounce, ...useFormLink(element) });
}

function FormSelect({ element, id, forms }) {
  const translate = useService('translate');
  const link = useFormLink(element);
  const current = link.getValue();
  const known = forms.list.map(form => ({ value: form.id, label: labelOf(form) }));
  const getOptions = () => [
    { value: '', label: translate('<none>') },
    ...known,
    ...(current && !known.some(({ value }) => value === current) ? [{ value: current, label: text('{id}（没有这个表单）', { id: current }) }] : []),
  ];
  return h(SelectEntry, { element, id, label: translate('Form'), getOptions, ...link });
}

function labelOf({ id, name, isOwn }) {
  const shown = name && name !== id ? `${name}（${id}）` : id;
  return isOwn ? text('{form}，在变更单中', { form: shown }) : shown;
}

function FormPreview({ element, id, forms }) {
  const formId = linkOf(element)?.get('formId');
  return h('div', { class: 'bio-properties-panel-entry', 'data-entry-id': id },
    h('button', { type: 'button', class: 'btn btn-sm', onClick: () => forms.preview(formId) }, text('查看表单')));
}
