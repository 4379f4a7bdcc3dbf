import { isSelectEntryEdited, isTextFieldEntryEdited, SelectEntry, TextFieldEntry } from '@bpmn-io/properties-panel';
import { h } from '@bpmn-io/properties-panel/preact';
import { useService } from 'bpmn-js-properties-panel';
import * as replaceOptions from 'bpmn-js/lib/features/replace/ReplaceOptions';
import { getBusinessObject, is } from 'bpmn-js/lib/util/ModelUtil';
import { text } from '../i18n/index.js';

// The panel shows what the engine honours and nothing else; the gate refuses the rest.
const HIDDEN_GROUPS = new Set([
  'Zeebe__ExecutionListeners', 'Zeebe__TaskListeners', 'userTaskImplementation', 'adHocSubProcessImplementation',
  'adHocCompletion', 'activeElements', 'outputCollection', 'compensation', 'event-condition',
]);
const HIDDEN_ENTRIES = new Set(['versionTag', 'bindingType', 'isExecutable-versionTag']);
const LOWEST_PRIORITY = 100;

class DialectProvider {
  constructor(propertiesPanel, dialect) {
    this.forms = dialect?.forms ?? [];
    propertiesPanel.registerProvider(LOWEST_PRIORITY, this);
  }

  getGroups(element) {
    return groups => groups.filter(({ id }) => !HIDDEN_GROUPS.has(id)).map(group => this.honoured(group, element))
      .filter(group => !group.entries || group.entries.length > 0);
  }

  honoured(group, element) {
    if (group.id === 'form') return { ...group, entries: formEntries(element, this.forms) };
    if (!group.entries) return group;
    return { ...group, entries: group.entries.filter(({ id }) => !HIDDEN_ENTRIES.has(id)) };
  }
}
DialectProvider.$inject = ['propertiesPanel', 'config.dialect'];

/** The menu that changes an element's type leaves out what the gate would refuse. */
class RefusedTypes {
  constructor(popupMenu, dialect) {
    this.refused = dialect?.refused ?? [];
    popupMenu.registerProvider('bpmn-replace', LOWEST_PRIORITY, this);
  }

  getPopupMenuEntries(element) {
    const scope = scopeOf(element);
    const isRefused = ({ type, eventDefinitionType }) => this.refused.some(one =>
      one.type === type && (one.event ?? undefined) === eventDefinitionType && (!one.scope || one.scope === scope));
    const names = new Set(REPLACEMENTS.filter(({ target }) => target && isRefused(target)).map(({ actionName }) => actionName));
    return entries => Object.fromEntries(Object.entries(entries).filter(([name]) => !names.has(name)));
  }
}
RefusedTypes.$inject = ['popupMenu', 'config.dialect'];

const REPLACEMENTS = Object.values(replaceOptions).filter(Array.isArray).flat();

function scopeOf(element) {
  const scope = getBusinessObject(element).$parent;
  if (!is(scope, 'bpmn:SubProcess')) return 'process';
  return scope.get('triggeredByEvent') ? 'eventSubProcess' : 'subProcess';
}

export const dialectModule = {
  __init__: ['dialectProvider', 'refusedTypes'],
  dialectProvider: ['type', DialectProvider],
  refusedTypes: ['type', RefusedTypes],
};

// a user task or a blank start event links its form by id
function formEntries(element, forms) {
  if (!is(element, 'bpmn:UserTask') && !is(element, 'bpmn:StartEvent')) return [];
  const choose = forms.length > 0;
  return [{
    id: 'formId',
    component: choose ? FormSelect : FormText,
    isEdited: choose ? isSelectEntryEdited : isTextFieldEntryEdited,
    forms,
  }];
}

function useFormLink(element) {
  const modeling = useService('modeling');
  const moddle = useService('moddle');
  const businessObject = getBusinessObject(element);
  const extensions = businessObject.get('extensionElements');
  const values = extensions?.get('values') ?? [];
  const link = values.find(value => is(value, 'zeebe:FormDefinition'));
  const getValue = () => link?.get('formId') ?? '';
  const setValue = formId => {
    if ((formId ?? '') === getValue()) return;
    const others = values.filter(value => value !== link);
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
  const known = forms.map(form => ({ value: form.id, label: form.name ? `${form.name}（${form.id}）` : form.id }));
  const getOptions = () => [
    { value: '', label: translate('<none>') },
    ...known,
    ...(current && !forms.some(form => form.id === current) ? [{ value: current, label: text('{id}（没有这个表单）', { id: current }) }] : []),
  ];
  return h(SelectEntry, { element, id, label: translate('Form'), getOptions, ...link });
}
