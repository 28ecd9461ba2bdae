/** Words of the building blocks themselves; the keys of every language are those of this one. */
export const uiTextZh = {
  retry: '重试',
  copy: '复制',
  copied: '已复制',
  close: '关闭',
  loading: '加载中',
  requestId: '请求编号',
  previous: '上一页',
  next: '下一页',
  firstPage: '回到第一页',
  page: '第 {page} 页',
  columns: '列',
  columnsTitle: '显示哪些列',
  columnsReset: '恢复默认',
  openFullPage: '打开完整页面',
  explain: '说明：{name}',
  openList: '查看订单',
  up: '上升',
  down: '下降',
  same: '持平',
  fresh: '前期为零',
  unknownChange: '无可比数据',
  points: '个百分点',
  tableView: '表格',
  more: '更多',
};

export type UiText = Readonly<Record<keyof typeof uiTextZh, string>>;
