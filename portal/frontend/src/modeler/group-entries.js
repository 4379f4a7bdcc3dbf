import { CheckboxEntry } from '@bpmn-io/properties-panel';
import { h } from '@bpmn-io/properties-panel/preact';
import { useService } from 'bpmn-js-properties-panel';
import { getBusinessObject, is } from 'bpmn-js/lib/util/ModelUtil';
import { text } from '../i18n/index.js';

/** The roles to tick, above the field that takes their codes or an expression. */
export function groupEntries(element, groups, entries) {
  if (!is(element, 'bpmn:UserTask') || groups.length === 0) return entries;
  const place = entries.findIndex(({ id }) => id === 'assignmentDefinitionCandidateGroups');
  return entries.toSpliced(Math.max(place, 0), 0, { id: 'candidateGroupList', component: GroupList, groups });
}

const definitionOf = element => getBusinessObject(element).get('extensionElements')?.get('values')
  ?.find(value => is(value, 'zeebe:AssignmentDefinition'));
const writtenIn = element => (definitionOf(element)?.get('candidateGroups') ?? '').trim();
const namesIn = written => written.split(',').map(name => name.trim()).filter(Boolean);

function GroupList({ element, id, groups }) {
  const written = writtenIn(element);
  const label = h('div', { class: 'bio-properties-panel-label' }, text('办理角色'));
  if (written.startsWith('=')) {
    return h('div', { class: 'bio-properties-panel-entry', 'data-entry-id': id }, label,
      h('div', { class: 'text-secondary' }, text('由下面的表达式算出；清空表达式后可以从列表中选。')));
  }
  return h('div', { class: 'bio-properties-panel-entry modeler-groups', 'data-entry-id': id }, label,
    groups.map(group => h(GroupBox, { key: group.id, element, group })));
}

function GroupBox({ element, group }) {
  const modeling = useService('modeling');
  const bpmnFactory = useService('bpmnFactory');
  const getValue = () => namesIn(writtenIn(element)).includes(group.id);
  const setValue = isChosen => {
    const others = namesIn(writtenIn(element)).filter(name => name !== group.id);
    write({ element, modeling, bpmnFactory, candidateGroups: (isChosen ? [...others, group.id] : others).join(', ') || undefined });
  };
  return h(CheckboxEntry, { element, id: `candidateGroup-${group.id}`, label: group.name, getValue, setValue });
}

function write({ element, modeling, bpmnFactory, candidateGroups }) {
  const definition = definitionOf(element);
  if (definition) return modeling.updateModdleProperties(element, definition, { candidateGroups });
  const businessObject = getBusinessObject(element);
  const values = businessObject.get('extensionElements')?.get('values') ?? [];
  const extensionElements = bpmnFactory.create('bpmn:ExtensionElements', { values: [...values] });
  extensionElements.$parent = businessObject;
  const made = bpmnFactory.create('zeebe:AssignmentDefinition', { candidateGroups });
  made.$parent = extensionElements;
  extensionElements.get('values').push(made);
  return modeling.updateProperties(element, { extensionElements });
}
