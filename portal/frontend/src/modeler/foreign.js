import { text } from '../i18n/index.js';

const BPMN = 'http://www.omg.org/spec/BPMN/20100524/MODEL';
const ZEEBE = 'http://camunda.org/schema/zeebe/1.0';
const CAMUNDA = 'http://camunda.org/schema/1.0/bpmn';
const XML = 'http://www.w3.org/';
const DRAWING = 'http://www.omg.org/spec/';
const COLOURS = 'http://bpmn.io/schema/bpmn/biocolor/1.0';
// tools' own notes, without a meaning for any engine
const NOTES = ['http://camunda.org/schema/modeler/1.0', 'http://www.signavio.com'];
const EMBEDDED = /^camunda-forms:bpmn:(.+)$/;

const isNote = (namespace, name) => NOTES.includes(namespace) || (namespace === CAMUNDA && name === 'diagramRelationId')
  || (namespace === ZEEBE && name.startsWith('modelerTemplate'));
const isOwn = namespace => !namespace || namespace === ZEEBE || namespace === COLOURS || namespace.startsWith(XML) || namespace.startsWith(DRAWING);

/**
 * A diagram from another tool in the dialect of the platform, as far as nothing that it says is lost.
 * @param {string} source
 * @param {Iterable<string>} known ids of the forms there are
 * @returns {{ xml: string, notes: string[], forms: Record<string, string> }} forms: those that the file brought, by id
 */
export function adopted(source, known) {
  const file = parse(source);
  if (!file) return { xml: source, notes: [], forms: {} };
  const notes = [];
  const dropped = removeWhere(file, isNote) + removeSettled(file);
  if (dropped > 0) notes.push(text('去掉了 {count} 处其他工具的记录，不影响运行', { count: dropped }));
  const forms = takeForms(file, new Set(known), notes);
  const marked = markUserTasks(file);
  if (marked > 0) notes.push(text('{count} 个用户任务改由本系统的收件箱办理', { count: marked }));
  return { xml: notes.length > 0 ? write(file) : source, notes, forms };
}

/** Without the settings of other engines and tools. @returns {{ xml: string, removed: number }} */
export function stripped(source) {
  const file = parse(source);
  const removed = file ? removeWhere(file, (namespace, name) => !isOwn(namespace) || isNote(namespace, name)) : 0;
  return { xml: removed > 0 ? write(file) : source, removed };
}

function parse(source) {
  const file = new DOMParser().parseFromString(source, 'application/xml');
  return file.querySelector('parsererror') ? null : file;
}

const write = file => new XMLSerializer().serializeToString(file);
const all = (root, namespace, name) => [...root.getElementsByTagNameNS(namespace, name)];

/** Removes attributes and extensions; what lies in a removed one goes with it. */
function removeWhere(file, isUnwanted) {
  let removed = 0;
  for (const element of [...file.getElementsByTagName('*')]) {
    if (!element.isConnected) continue;
    if (isUnwanted(element.namespaceURI, element.localName)) {
      element.remove();
      removed += 1;
      continue;
    }
    for (const { namespaceURI, localName, name } of [...element.attributes]) {
      if (name.startsWith('xmlns') || !isUnwanted(namespaceURI, localName)) continue;
      element.removeAttributeNS(namespaceURI, localName);
      removed += 1;
    }
  }
  return removed;
}

/** What says only what holds here anyway: always the newest version, no version tag. */
function removeSettled(file) {
  const tags = all(file, ZEEBE, 'versionTag');
  tags.forEach(tag => tag.remove());
  const bound = [...file.querySelectorAll('[bindingType="latest"], [bindingType="deployment"]')].filter(({ namespaceURI }) => namespaceURI === ZEEBE);
  bound.forEach(element => element.removeAttribute('bindingType'));
  return tags.length + bound.length;
}

/** Forms that stand in the diagram itself become forms with an id of their own. */
function takeForms(file, known, notes) {
  const forms = {};
  const ids = {};
  for (const element of all(file, ZEEBE, 'userTaskForm')) {
    const schema = readSchema(element.textContent);
    if (schema) {
      const id = freeId(schema.id || element.getAttribute('id'), known);
      ids[element.getAttribute('id')] = id;
      known.add(id);
      forms[id] = JSON.stringify({ ...schema, id, type: 'default' }, null, 2);
    }
    element.remove();
  }
  for (const link of all(file, ZEEBE, 'formDefinition')) link.hasAttribute('formKey') && relink(link, ids, known, notes);
  if (Object.keys(forms).length > 0) {
    notes.push(text('图中的表单改为单独的表单，加入变更单，一起发布：{forms}', { forms: Object.keys(forms).join('、') }));
  }
  return forms;
}

function relink(link, ids, known, notes) {
  const key = link.getAttribute('formKey');
  const id = ids[key.match(EMBEDDED)?.[1]] ?? (known.has(key) ? key : null);
  link.removeAttribute('formKey');
  if (id) return link.setAttribute('formId', id);
  notes.push(text('没有表单“{form}”，请在属性面板中另选', { form: key }));
  if (!link.hasAttribute('formId')) link.remove();
}

function readSchema(source) {
  try {
    const schema = JSON.parse(source);
    return schema && Array.isArray(schema.components) ? schema : null;
  } catch {
    return null;
  }
}

function freeId(wish, known) {
  const base = /^[A-Za-z_][\w.-]{0,90}$/.test(wish ?? '') ? wish : 'form';
  for (let number = 1; ; number += 1) {
    const id = number === 1 ? base : `${base}_${number}`;
    if (!known.has(id)) return id;
  }
}

/** User tasks that a job worker would do elsewhere; their headers are meant for it. */
function markUserTasks(file) {
  let marked = 0;
  for (const task of all(file, BPMN, 'userTask')) {
    const own = name => [...task.children].find(child => child.namespaceURI === BPMN && child.localName === name);
    let extensions = own('extensionElements');
    if (extensions && all(extensions, ZEEBE, 'userTask').length > 0) continue;
    if (!extensions) {
      extensions = file.createElementNS(BPMN, prefixed(file, BPMN, 'extensionElements'));
      const documentation = own('documentation');
      if (documentation) documentation.after(extensions);
      else task.prepend(extensions);
    }
    for (const child of [...extensions.children]) if (child.namespaceURI === ZEEBE && child.localName === 'taskHeaders') child.remove();
    extensions.prepend(file.createElementNS(ZEEBE, 'zeebe:userTask'));
    marked += 1;
  }
  return marked;
}

function prefixed(file, namespace, name) {
  const prefix = file.documentElement.lookupPrefix(namespace);
  return prefix ? `${prefix}:${name}` : name;
}
