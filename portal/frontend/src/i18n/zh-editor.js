// Hard-coded texts of the properties panel and its FEEL editor.
export default {
  'Save and close': '保存并关闭',
  'Close popup': '关闭',
  'Opened in popup': '正在大窗口中编辑',
  'Unrecognized token in <{0}>': '这里的内容无法识别',
  'Unrecognized token <{0}> in <{1}>': '这里的内容无法识别',
  'Incomplete <{0}>': '表达式不完整',
  'First item is accessed via [1]': '第一项写作 [1]',
  definition: '定义', expression: '循环', 'quantified expression': '判断', block: '结构', literal: '常量',
  'Written in ': '来自：',
  Any: '任意', String: '文本', Number: '数字', Boolean: '是否', Context: '上下文', List: '列表', Null: '空', Function: '函数', Range: '区间',
  Date: '日期', Time: '时间', 'Date and time': '日期时间', Duration: '时长',
  Results: '结果',
  Completions: '可选内容',
};
