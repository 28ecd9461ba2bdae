// Which part may import which. One line per part: what it may import besides npm packages and itself.
// The domains stand in a line; each may import those before it, never back.
const parts = {
  'libs/contracts': [],
  'libs/platform': ['libs/contracts'],
  'libs/schema': ['libs/contracts', 'libs/platform'],
  'libs/wechat': ['libs/contracts', 'libs/platform'],
  'libs/audit': ['libs/contracts', 'libs/platform'],
  'libs/accounts': ['libs/contracts', 'libs/platform', 'libs/audit'],
  'libs/stores': ['libs/contracts', 'libs/platform', 'libs/wechat', 'libs/audit', 'libs/accounts'],
  'libs/orders': ['libs/contracts', 'libs/platform', 'libs/wechat', 'libs/audit', 'libs/accounts', 'libs/stores'],
  'libs/after-sales': [
    'libs/contracts',
    'libs/platform',
    'libs/wechat',
    'libs/audit',
    'libs/accounts',
    'libs/stores',
    'libs/orders',
  ],
  'libs/gifts': [
    'libs/contracts',
    'libs/platform',
    'libs/wechat',
    'libs/audit',
    'libs/accounts',
    'libs/stores',
    'libs/orders',
    'libs/after-sales',
  ],
  'libs/reports': [
    'libs/contracts',
    'libs/platform',
    'libs/audit',
    'libs/accounts',
    'libs/stores',
    'libs/orders',
    'libs/after-sales',
    'libs/gifts',
  ],
  'libs/ingestion': [
    'libs/contracts',
    'libs/platform',
    'libs/wechat',
    'libs/audit',
    'libs/accounts',
    'libs/stores',
    'libs/orders',
    'libs/after-sales',
    'libs/gifts',
    'libs/reports',
  ],
  'libs/api-client': ['libs/contracts'],
  'libs/ui': ['libs/contracts'],
  'apps/admin': ['libs/contracts', 'libs/api-client', 'libs/ui'],
  'apps/api': ['libs/(?!ui|api-client|testing)[^/]+'],
  'apps/worker': ['libs/(?!ui|api-client|testing)[^/]+'],
  // The stand-in for the platform shares nothing with the product: a mistake made in both would go unseen.
  'apps/wechat-sim': [],
};

const outOfBounds = Object.entries(parts).map(([part, allowed]) => ({
  name: `${part.replace('/', '-')}-imports`,
  comment: `${part} may import: ${allowed.join(', ') || 'nothing of ours'}`,
  severity: 'error',
  from: { path: `^${part}/`, pathNot: '\\.spec\\.tsx?$' },
  to: { path: '^(apps|libs)/', pathNot: [part, ...allowed].map((allowedPart) => `^${allowedPart}/`).join('|') },
}));

module.exports = {
  forbidden: [
    ...outOfBounds,
    {
      name: 'only-through-the-door',
      comment: 'From outside, a lib is its index.ts',
      severity: 'error',
      from: { path: '^(apps/[^/]+|libs/[^/]+)/' },
      to: { path: '^libs/[^/]+/src/', pathNot: ['^libs/[^/]+/src/index\\.ts$', '^$1/'] },
    },
    {
      name: 'features-apart',
      comment: 'Features of the admin do not import each other; routes compose them',
      severity: 'error',
      from: { path: '^apps/admin/src/features/([^/]+)/' },
      to: { path: '^apps/admin/src/features/', pathNot: '^apps/admin/src/features/$1/' },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'testing-in-tests-only',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: '(\\.spec\\.ts$|^libs/testing/)' },
      to: { path: '^libs/testing/' },
    },
    { name: 'known-packages-only', severity: 'error', from: { path: '^(apps|libs)/' }, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default'] },
  },
};
