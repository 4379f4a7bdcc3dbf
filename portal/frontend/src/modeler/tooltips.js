import { text } from '../i18n/index.js';

// A sentence of help on the heading of each group of the properties panel.
const help = {
  'group-assignmentDefinition': () => text('谁来办理：勾选角色，或填角色代码，多个用逗号隔开；也可以用 FEEL 表达式算出。'),
  'group-condition': () => text('结果为“真”时走这条线，例如 = 得分 >= 60。'),
  'group-businessRuleImplementation': () => text('用决策表得出结论，或交给服务处理。'),
  'group-scriptImplementation': () => text('用 FEEL 表达式计算，或交给服务处理。'),
  'group-form': () => text('办理时填写的表单。'),
  'group-calledDecision': () => text('要调用的决策，以及把结果放进哪个变量。'),
  'group-message': () => text('等待或发出的消息；匹配键决定它属于哪一件。'),
  'group-calledElement': () => text('要调用的流程的 ID。'),
  'group-taskDefinition': () => text('主题是处理这一步的服务的名字；重试次数用完后交运维处理。'),
  'group-multiInstance': () => text('对集合中的每一项各办一次；可以把各次的结果收集到输出集合。'),
  'group-error': () => text('业务错误的代码，由边界事件捕获。'),
  'group-escalation': () => text('升级的代码，由边界事件捕获。'),
  'group-signal': () => text('信号发给所有等待它的流程。'),
  'group-timer': () => text('时长如 PT48H、P5D；日期如 2026-11-23T09:00:00+08:00；也可以用 FEEL 表达式。'),
  'group-inputs': () => text('进入这一步时，用表达式给本地变量赋值。'),
  'group-outputs': () => text('离开这一步时，把结果写回流程变量。'),
  'group-inputPropagation': () => text('进入被调流程时带哪些变量。'),
  'group-outputPropagation': () => text('被调流程结束后带回哪些变量。'),
  'group-headers': () => text('随任务交给服务的固定参数。'),
  'group-Zeebe__ExtensionProperties': () => text('平台自己的设置，例如哪些步骤不能由同一人办理、启动时传入哪些变量。'),
};

export const groupTooltips = help;
