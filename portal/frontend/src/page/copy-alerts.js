// What people are told of a copy that this browser kept: options for an alert.
import { text } from '../i18n/index.js';
import { smallButton } from './alerts.js';

/** It stands in the form already; `drop` puts the server's text in its place. */
export const restoredCopy = (time, drop) => ({
  kind: 'info', title: text('已恢复上次没有保存到服务器的内容'), detail: text('来自这台电脑，{time}。', { time }),
  actions: [smallButton(text('不用这份，载入服务器上的内容'), drop)],
});

/** The server's text is shown; `take` puts the copy in its place, `drop` forgets it. */
export const offeredCopy = (detail, take, drop) => ({
  kind: 'warning', title: text('这台电脑上还有一份没有保存到服务器的内容'), detail,
  actions: [smallButton(text('改用这台电脑上的内容'), take), smallButton(text('丢弃'), drop)],
});
