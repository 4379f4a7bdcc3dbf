import { isSelectEntryEdited, SelectEntry } from '@bpmn-io/properties-panel';
import { h } from '@bpmn-io/properties-panel/preact';
import { useService } from 'bpmn-js-properties-panel';
import { getBusinessObject, is } from 'bpmn-js/lib/util/ModelUtil';
import { text } from '../i18n/index.js';

const NAME = 'onCancel';

/** What follows when somebody cancels a case, on the process or the pool around it. */
export function processEntries(element, topics, entries) {
  if (topics.length === 0 || !processOf(element)) return entries;
  return [...entries, { id: NAME, component: OnCancel, isEdited: isSelectEntryEdited, topics }];
}

function processOf(element) {
  const businessObject = getBusinessObject(element);
  if (is(element, 'bpmn:Participant')) return businessObject.get('processRef');
  return is(element, 'bpmn:Process') ? businessObject : undefined;
}

const extensionsOf = process => process.get('extensionElements')?.get('values') ?? [];
const holderIn = process => extensionsOf(process).find(value => is(value, 'zeebe:Properties'));
const listIn = process => holderIn(process)?.get('properties') ?? [];

function OnCancel({ element, id, topics }) {
  const modeling = useService('modeling');
  const moddle = useService('moddle');
  const process = processOf(element);
  const getValue = () => listIn(process).find(({ name }) => name === NAME)?.value ?? '';
  const setValue = topic => {
    if ((topic ?? '') === getValue()) return;
    const extensionElements = changed(moddle, process, topic);
    modeling.updateModdleProperties(element, process, { extensionElements });
  };
  const current = getValue();
  const known = current && !topics.includes(current) ? [...topics, current] : topics;
  const getOptions = () => [
    { value: '', label: text('没有要处理的') },
    ...known.map(topic => ({ value: topic, label: topic })),
  ];
  return h(SelectEntry, {
    element, id, label: text('案件被取消后'), getOptions, getValue, setValue,
    description: text('管理人员取消案件时，由哪个处理程序把所办的事项一并终止并告知企业。'),
  });
}

function changed(moddle, process, topic) {
  const make = (type, attributes, parent) => Object.assign(moddle.create(type, attributes), { $parent: parent });
  const next = make('bpmn:ExtensionElements', {}, process);
  const properties = listIn(process).filter(({ name }) => name !== NAME).map(({ name, value }) => ({ name, value }));
  if (topic) properties.push({ name: NAME, value: topic });
  const others = extensionsOf(process).filter(value => value !== holderIn(process));
  others.forEach(value => { value.$parent = next; });
  const holder = make('zeebe:Properties', {}, next);
  holder.properties = properties.map(property => make('zeebe:Property', property, holder));
  next.values = properties.length > 0 ? [...others, holder] : others;
  return next;
}
