// What the properties panel loads with the first field that shows an expression (build/vendor-text-rules.js).
export { lineNumbers, EditorView } from '@codemirror/view';
export { default as Editor } from '@bpmn-io/feel-editor';
export { FeelersEditor } from '@bpmn-io/feelers-editor';
