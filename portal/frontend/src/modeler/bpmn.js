import { ZeebeVariableResolverModule } from '@bpmn-io/variable-resolver';
import Modeler from 'bpmn-js/lib/Modeler';
import { BpmnPropertiesPanelModule, BpmnPropertiesProviderModule, ZeebePropertiesProviderModule } from 'bpmn-js-properties-panel';
import ZeebeBehaviorsModule from 'camunda-bpmn-js-behaviors/lib/camunda-cloud';
import zeebeModdle from 'zeebe-bpmn-moddle/resources/zeebe.json';
import { isEnglish } from '../i18n/index.js';
import { translateModule } from '../i18n/translate.js';
import modelerTexts from '../i18n/zh-modeler.js';
import { dialectModule } from './dialect.js';
import { groupTooltips } from './tooltips.js';

/** The editor for the dialect of the platform's diagrams. */
export function createBpmnModeler({ container, panel, popups, forms, groups, topics, refused }) {
  return new Modeler({
    container,
    propertiesPanel: { parent: panel, feelPopupContainer: popups, tooltip: groupTooltips },
    dialect: { forms, groups, topics, refused },
    moddleExtensions: { zeebe: zeebeModdle },
    additionalModules: [
      BpmnPropertiesPanelModule,
      BpmnPropertiesProviderModule,
      ZeebePropertiesProviderModule,
      ZeebeBehaviorsModule,
      ZeebeVariableResolverModule,
      dialectModule,
      ...(isEnglish ? [] : [translateModule(modelerTexts)]),
    ],
  });
}
