/** The texts of signing in, of roles and of purposes. */
export const accessWords = {
  signIn: { 'zh-CN': '登录', en: 'Sign in' },
  signOut: { 'zh-CN': '退出', en: 'Sign out' },
  person: { 'zh-CN': '当前用户', en: 'Signed in as' },
  signInProvider: { 'zh-CN': '用单位账号登录', en: 'Sign in with your organisation' },
  signInWith: { 'zh-CN': '用{title}账号登录', en: 'Sign in: {title}' },
  'why.cancelled': { 'zh-CN': '登录已取消。', en: 'The sign-in was cancelled.' },
  'why.no-role': {
    'zh-CN': '您的账号没有本系统的角色；请联系本单位的账号管理员。',
    en: 'Your account has no role in this system; ask the administrator of your accounts.',
  },
  'why.no-province': {
    'zh-CN': '您的账号没有所辖省份，或该省份不由此登录方式管理；请联系本单位的账号管理员。',
    en: 'Your account has no province, or none that this way to sign in is for; ask the administrator of your accounts.',
  },
  'why.no-operator': {
    'zh-CN': '您的账号没有企业的统一社会信用代码，或该企业不由此登录方式管理；请联系本单位的账号管理员。',
    en: 'Your account has no unified social credit code of an operator, or none that this way to sign in is for; ask the administrator of your accounts.',
  },
  'why.operator-not-admitted': {
    'zh-CN': '您的企业未登记或已停用；请联系系统管理员。',
    en: 'Your operator is not registered, or is suspended; ask the administrator.',
  },
  'why.conflicting-roles': {
    'zh-CN': '您的账号有不得由同一人担任的角色；请联系本单位的账号管理员。',
    en: 'Your account has roles that one person may not have together; ask the administrator of your accounts.',
  },
  'why.provider-unreachable': {
    'zh-CN': '身份提供方无响应，请稍后重试。',
    en: 'The identity provider does not answer; try again in a moment.',
  },
  'why.not-begun-here': {
    'zh-CN': '这次登录不是在此浏览器中开始的，或已过期；请重新登录。',
    en: 'This sign-in was not begun in this browser, or took too long; sign in again.',
  },
  signInRefused: {
    'zh-CN': '您的账号没有本系统的角色；请联系管理员。',
    en: 'Your account has no role in this system; ask its administrator.',
  },
  signInFailed: { 'zh-CN': '登录未完成，请重试。', en: 'The sign-in was not completed; try again.' },
  signInNotTaken: {
    'zh-CN': '登录未完成：可能已取消，或您的企业未登记、已停用。请重试，或联系管理员。',
    en: 'Not signed in: it may have been cancelled, or your operator is not registered or is suspended. Try again, or ask the administrator.',
  },
  signInNone: {
    'zh-CN': '本服务未配置任何登录方式；请联系管理员（设置 SignIn:main:Authority）。',
    en: 'This server has no way to sign in; ask its administrator (setting SignIn:main:Authority).',
  },
  sessionEnded: { 'zh-CN': '会话已结束，请重新登录。', en: 'Your session has ended; sign in again.' },
  demoPeople: { 'zh-CN': '选择一个演示身份（不需要密码）', en: 'Choose a person of the demo; no password is asked' },
  demoBanner: {
    'zh-CN': '演示模式：车辆、企业和人员均为虚构；能打开此页的人都可以选择身份登录，不得用于真实业务',
    en: 'Demo mode: vehicles, operators and people are invented, and everybody who opens this page can sign in as any of them. Not for real use',
  },
  'role.operator': { 'zh-CN': '运输企业', en: 'Operator' },
  'role.inspector': { 'zh-CN': '执法人员', en: 'Inspector' },
  'role.province': { 'zh-CN': '省级管理人员', en: 'Province officer' },
  'role.administrator': { 'zh-CN': '系统管理员', en: 'Administrator' },
  'role.auditor': { 'zh-CN': '审计员', en: 'Auditor' },
  'sees.operator': { 'zh-CN': '只看本企业的车辆', en: 'Sees its own vehicles' },
  'sees.inspector': {
    'zh-CN': '看在本省和刚驶出本省的车辆；签收告警',
    en: 'Sees what is in the province or has just left it; acknowledges alerts',
  },
  'sees.province': {
    'zh-CN': '看本省境内的车辆和轨迹，以及本省籍车辆',
    en: 'Sees vehicles and tracks in the province, and the vehicles at home in it',
  },
  'sees.administrator': { 'zh-CN': '管理系统运行和权限；不看车辆', en: 'Runs the system and its access; sees no vehicle' },
  'sees.auditor': { 'zh-CN': '只查阅审计记录', en: 'Reads the audit record alone' },
  noSightTitle: { 'zh-CN': '您的角色不查看车辆', en: 'Your role sees no vehicles' },
  'noSight.administrator': {
    'zh-CN':
      '系统管理员负责系统运行、人员和密钥，不查看车辆、轨迹和告警，因此这里没有地图。企业、车辆、密钥、会话和订阅通过接口管理（/openapi/v1.json，README“访问控制”）。',
    en: 'An administrator runs the system, its people and its keys, and sees neither vehicles nor tracks nor alerts: so there is no map here. Operators, vehicles, keys, sessions and subscriptions are administered by the API (/openapi/v1.json; README, Access).',
  },
  'noSight.auditor': {
    'zh-CN':
      '审计员只查阅审计记录，不查看车辆、轨迹和告警，因此这里没有地图。审计记录通过接口查阅（POST /api/v1/audit/search，README“访问控制”）。',
    en: 'An auditor reads the audit record, and sees neither vehicles nor tracks nor alerts: so there is no map here. The record is read by the API (POST /api/v1/audit/search; README, Access).',
  },
  noSightOther: {
    'zh-CN': '需要查看车辆的，请用运输企业、执法人员或省级管理人员的账号登录。',
    en: 'To look at vehicles, sign in as an operator, an inspector or a province officer.',
  },
  cannotHandle: {
    'zh-CN': '您的角色（{role}）不能签收告警，由执法人员签收。',
    en: 'Your role ({role}) may not acknowledge alerts: that is for an inspector.',
  },
  starting: { 'zh-CN': '正在连接服务器…', en: 'Connecting to the server…' },
  startFailed: { 'zh-CN': '服务器无响应，正在重试…', en: 'The server does not answer; trying again…' },
  purpose: { 'zh-CN': '目的', en: 'Purpose' },
  purposeNone: { 'zh-CN': '未说明', en: 'not stated' },
  purposeTitle: { 'zh-CN': '为什么查看轨迹？', en: 'Why do you look at tracks?' },
  purposeWhy: {
    'zh-CN': '查看车辆轨迹须说明目的，目的连同您的身份记入审计记录。在您退出或关闭此标签页之前有效，可随时更改。',
    en: 'Tracks are given out for a purpose, which is recorded with who you are. It holds until you sign out or close this tab, and can be changed at any time.',
  },
  purposeChange: { 'zh-CN': '更改查询目的', en: 'Change the purpose' },
  purposeState: { 'zh-CN': '说明目的', en: 'State a purpose' },
  purposeMissing: { 'zh-CN': '未说明目的，轨迹不显示。', en: 'No purpose is stated, so the track is not shown.' },
  purposesUnknown: { 'zh-CN': '目的列表尚未读取，请稍后再试。', en: 'The purposes could not be read yet; try again in a moment.' },
  purposeWanted: { 'zh-CN': '请选择目的。', en: 'Choose a purpose.' },
  caseNumberWanted: { 'zh-CN': '请填写案件编号。', en: 'Enter the case number.' },
  caseNumber: { 'zh-CN': '案件编号', en: 'Case number' },
  confirm: { 'zh-CN': '确定', en: 'Confirm' },
  cancel: { 'zh-CN': '取消', en: 'Cancel' },
} as const;
