import * as replaceOptions from 'bpmn-js/lib/features/replace/ReplaceOptions';
import { getBusinessObject, is } from 'bpmn-js/lib/util/ModelUtil';
import { formEntries } from './form-entries.js';
import { groupEntries } from './group-entries.js';
import { processEntries } from './process-entries.js';

// The panel shows what the engine honours and nothing else; the gate refuses the rest.
const HIDDEN_GROUPS = new Set([
  'Zeebe__ExecutionListeners', 'Zeebe__TaskListeners', 'userTaskImplementation', 'adHocSubProcessImplementation',
  'adHocCompletion', 'activeElements', 'outputCollection', 'compensation', 'event-condition',
]);
const HIDDEN_ENTRIES = new Set(['versionTag', 'bindingType', 'isExecutable-versionTag']);
const LOWEST_PRIORITY = 100;

class DialectProvider {
  constructor(propertiesPanel, dialect) {
    this.forms = dialect.forms;
    this.groups = dialect.groups ?? [];
    this.topics = dialect.topics ?? [];
    propertiesPanel.registerProvider(LOWEST_PRIORITY, this);
  }

  getGroups(element) {
    return groups => groups.filter(({ id }) => !HIDDEN_GROUPS.has(id)).map(group => this.honoured(group, element))
      .filter(group => !group.entries || group.entries.length > 0);
  }

  honoured(group, element) {
    if (group.id === 'form') return { ...group, entries: formEntries(element, this.forms) };
    if (group.id === 'assignmentDefinition') return { ...group, entries: groupEntries(element, this.groups, group.entries) };
    if (!group.entries) return group;
    const entries = group.entries.filter(({ id }) => !HIDDEN_ENTRIES.has(id));
    return { ...group, entries: group.id === 'general' ? processEntries(element, this.topics, entries) : entries };
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
