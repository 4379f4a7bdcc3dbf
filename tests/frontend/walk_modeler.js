// Runs in the page of test_editor_texts.py: draws one element of every kind, opens everything that can be opened for it,
// and returns each text that a person could read there, with the place where it stands.
async () => {
  const { modeler } = document.querySelector('[data-island="modeler"]');
  const get = name => modeler.get(name);
  const [factory, modeling, selection, canvas, popupMenu, contextPad] =
    ['elementFactory', 'modeling', 'selection', 'canvas', 'popupMenu', 'contextPad'].map(get);
  const pause = (milliseconds = 12) => new Promise(resolve => setTimeout(resolve, milliseconds));
  const found = new Map();
  const hovered = new Set(); // tooltips come slowly: each is asked for once
  const note = (text, place) => {
    const trimmed = text?.trim();
    if (trimmed && !found.has(trimmed)) found.set(trimmed, place);
  };

  const SHOWN = ['title', 'placeholder', 'aria-label', 'data-title'];
  function read(root, place) {
    if (!root) return;
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const inCode = walker.currentNode.parentElement.closest('code, pre, style, .cm-content');
      if (!inCode) note(walker.currentNode.data, place);
    }
    for (const node of [root, ...root.querySelectorAll('*')]) {
      for (const name of SHOWN) note(node.getAttribute(name), `${place} [${name}]`);
    }
  }

  const panel = () => document.querySelector('.bio-properties-panel');
  const click = async elements => {
    for (const element of elements) {
      element.click();
      await pause(6);
    }
  };

  async function readPanel(place) {
    await pause();
    await click(panel().querySelectorAll('.bio-properties-panel-group-header:not(.open):not(.empty)'));
    await click(panel().querySelectorAll('.bio-properties-panel-add-entry'));
    await click(panel().querySelectorAll('.bio-properties-panel-collapsible-entry-header:not(.open)'));
    await pause();
    read(panel(), `${place}: panel`);
    for (const wrapper of panel().querySelectorAll('.bio-properties-panel-tooltip-wrapper')) {
      if (hovered.has(wrapper.textContent)) continue;
      hovered.add(wrapper.textContent);
      wrapper.dispatchEvent(new MouseEvent('mouseenter', { bubbles: false }));
      await pause(260);
      for (const tooltip of document.querySelectorAll('.bio-properties-panel-tooltip')) read(tooltip, `${place}: tooltip`);
      wrapper.dispatchEvent(new MouseEvent('mouseleave', { bubbles: false }));
      await pause(10);
    }
  }

  async function readSelects(place) {
    for (const select of [...panel().querySelectorAll('select')]) {
      const values = [...select.options].map(({ value }) => value);
      for (const value of values) {
        const current = panel().querySelector(`#${CSS.escape(select.id)}`);
        if (!current || ![...current.options].some(option => option.value === value)) continue;
        current.value = value;
        current.dispatchEvent(new Event('change', { bubbles: true }));
        await pause(12);
        read(panel(), `${place}: ${select.name}=${value}`);
      }
    }
  }

  async function readMenus(element, place) {
    contextPad.open(element, true);
    await pause();
    document.querySelectorAll('.djs-context-pad').forEach(pad => read(pad, `${place}: context pad`));
    if (popupMenu.isEmpty(element, 'bpmn-replace')) return;
    popupMenu.open(element, 'bpmn-replace', { x: 400, y: 100 }, { title: document.querySelector('[data-action="replace"]')?.title, width: 300, search: true });
    await pause();
    document.querySelectorAll('.djs-popup').forEach(menu => read(menu, `${place}: replace menu`));
    popupMenu.close();
  }

  async function visit(element, place) {
    selection.select(element);
    await readPanel(place);
    await readMenus(element, place);
    selection.select(element);
    await readSelects(place);
  }

  const event = (type, definition) => [type, { eventDefinitionType: `bpmn:${definition}EventDefinition` }];
  const kinds = [
    ...['Task', 'UserTask', 'ServiceTask', 'SendTask', 'ReceiveTask', 'ManualTask', 'BusinessRuleTask', 'ScriptTask', 'CallActivity',
      'SubProcess', 'Transaction', 'AdHocSubProcess', 'ExclusiveGateway', 'ParallelGateway', 'InclusiveGateway', 'ComplexGateway',
      'EventBasedGateway', 'StartEvent', 'EndEvent', 'IntermediateThrowEvent', 'DataObjectReference', 'DataStoreReference',
      'TextAnnotation', 'Group'].map(type => [type, {}]),
    ['SubProcess', { isExpanded: true }],
    ['SubProcess', { isExpanded: true, triggeredByEvent: true }],
    ...['Message', 'Timer', 'Conditional', 'Signal', 'Error', 'Escalation', 'Compensate'].map(name => event('StartEvent', name)),
    ...['Message', 'Timer', 'Conditional', 'Signal', 'Link'].map(name => event('IntermediateCatchEvent', name)),
    ...['Message', 'Signal', 'Escalation', 'Link', 'Compensate'].map(name => event('IntermediateThrowEvent', name)),
    ...['Message', 'Signal', 'Error', 'Escalation', 'Terminate', 'Compensate'].map(name => event('EndEvent', name)),
  ];
  const boundaries = ['Message', 'Timer', 'Conditional', 'Signal', 'Error', 'Escalation', 'Compensate', 'Cancel'];

  read(document.querySelector('.modeler-toolbar'), 'toolbar');
  read(document.querySelector('.djs-palette'), 'palette');
  selection.select([]);
  await readPanel('process');

  const root = canvas.getRootElement();
  let column = 0;
  const place = () => ({ x: 200 + (column % 10) * 220, y: 900 + Math.floor(column++ / 10) * 260 });
  for (const [type, attributes] of kinds) {
    const shape = modeling.createShape(factory.createShape({ type: `bpmn:${type}`, ...attributes }), place(), root);
    await visit(shape, `${type} ${Object.values(attributes).join(' ')}`);
  }
  const host = modeling.createShape(factory.createShape({ type: 'bpmn:UserTask' }), place(), root);
  for (const name of boundaries) {
    for (const cancelActivity of [true, false]) {
      const shape = factory.createShape({ type: 'bpmn:BoundaryEvent', eventDefinitionType: `bpmn:${name}EventDefinition`, cancelActivity });
      await visit(modeling.createShape(shape, { x: host.x + 50, y: host.y + 80 }, host, { attach: true }), `boundary ${name} ${cancelActivity}`);
    }
  }
  for (const isSequential of [true, false]) {
    const task = modeling.createShape(factory.createShape({ type: 'bpmn:UserTask' }), place(), root);
    const loopCharacteristics = get('bpmnFactory').create('bpmn:MultiInstanceLoopCharacteristics', { isSequential });
    modeling.updateProperties(task, { loopCharacteristics });
    await visit(task, 'multi-instance');
  }
  const elements = get('elementRegistry');
  await visit(elements.get('f3'), 'conditional flow');
  await visit(elements.get('f1'), 'sequence flow');
  selection.select([elements.get('review'), elements.get('notify'), elements.get('gw')]);
  await pause();
  read(panel(), 'several elements');
  document.querySelectorAll('.djs-context-pad').forEach(pad => read(pad, 'several elements'));
  popupMenu.open([elements.get('review'), elements.get('notify'), elements.get('gw')], 'align-elements', { x: 300, y: 100 });
  await pause();
  document.querySelectorAll('.djs-popup').forEach(menu => read(menu, 'align menu'));
  popupMenu.close();

  const participant = modeling.makeCollaboration && modeling.createShape(factory.createParticipantShape(), { x: 900, y: 250 }, root);
  await visit(participant, 'participant');
  modeling.splitLane(participant, 2);
  const lane = elements.filter(({ type }) => type === 'bpmn:Lane')[0];
  await visit(lane, 'lane');
  const other = modeling.createShape(factory.createParticipantShape({ isExpanded: false }), { x: 900, y: 4500 }, canvas.getRootElement());
  await visit(other, 'empty participant');
  await visit(modeling.connect(other, participant), 'message flow');
  selection.select([]);
  await readPanel('collaboration');

  get('searchPad').toggle();
  await pause();
  read(document.querySelector('.djs-search-container'), 'search');
  get('searchPad').close();
  return [...found].map(([text, place]) => ({ text, place }));
}
