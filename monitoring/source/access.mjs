// @ts-check
import { graph, increase, number, of, orange, rate, red, spread, target } from './panels.mjs';

/** @type {import('./panels.mjs').Dashboard} */
export default {
  uid: 'hazmattrack-access',
  title: ['危货车辆联控 · 访问', 'HazmatTrack · Access'],
  about: ['谁能进来、接口是否应答、审计记录、证书与密钥。', 'Who is let in, whether calls are answered, the audit record, certificates and keys.'],
  rows: [
    {
      title: ['现状', 'Now'],
      panels: [
        number(['访问库可信', 'Access store believed'], ['0 表示有进程不放行任何人。', '0 where some process lets nobody in.'], 'none', `min(${of('hazmattrack_access_believed')})`, [{ from: 0, colour: 'red' }, { from: 1, colour: 'green' }]),
        number(['最近到期的证书', 'First certificate to end'], ['三周内告警。', 'An alarm three weeks before.'], 's', `min(${of('hazmattrack_certificate_expiry_timestamp_seconds')}) - time()`, [{ from: 0, colour: 'red' }, orange(259200), { from: 1814400, colour: 'green' }]),
        number(['最近到期的在用密钥', 'First key in use to end'], ['两周内告警；八天内未用的不计。', 'An alarm two weeks before; keys not used for eight days do not count.'], 's', `min(${of('hazmattrack_api_key_expiry_timestamp_seconds')} > 0) - time()`, [{ from: 0, colour: 'red' }, orange(86400), { from: 1209600, colour: 'green' }]),
        number(['5xx 比例', 'Share of 5xx'], ['超过 5% 告警。', 'An alarm from 5 % on.'], 'percentunit', `(sum(${rate('hazmattrack_http_answers_total', 'status=~"5.."')}) or vector(0)) / sum(${rate('hazmattrack_http_answers_total')})`, [red(0.05)]),
        number(['未签名的审计记录', 'Entries not signed yet'], ['每 60 秒或 1,000 条签发检查点。', 'A checkpoint is made every 60 s or 1,000 entries.'], 'short', `max(${of('hazmattrack_audit_entries_unsigned')})`),
        number(['未发布的检查点', 'Checkpoints to publish'], ['应为 0。', 'Should be 0.'], 'none', `max(${of('hazmattrack_audit_checkpoints_waiting')})`, [orange(1)]),
      ],
    },
    {
      title: ['接口', 'Calls'],
      panels: [
        graph(['答复', 'Answers'], ['HTTP 答复，按状态码。', 'Answers to HTTP requests, by status.'], 'reqps', target(`sum by (status) (${rate('hazmattrack_http_answers_total')})`, '{{status}}'), { stacked: true }),
        graph(['答复时间', 'Time to answer'], ['不含告警推送。', 'Without the stream of alerts.'], 's', spread('hazmattrack_http_answer_seconds')),
      ],
    },
    {
      title: ['登录与密钥', 'Sign-ins and keys'],
      panels: [
        graph(['登录', 'Sign-ins'], ['身份提供方登录，按结果。', 'By identity providers, by outcome.'], 'short', target(`sum by (outcome) (${increase('hazmattrack_sign_ins_total')})`, '{{outcome}}')),
        graph(['被拒的密钥', 'Keys refused'], ['按原因。', 'By why.'], 'reqps', target(`sum by (outcome) (${rate('hazmattrack_api_key_refusals_total')})`, '{{outcome}}')),
        graph(['内存中的密钥、会话、车辆', 'Keys, sessions and vehicles in memory'], ['访问目录所持有的数量。', 'What the access directory holds.'], 'short', target(`max by (what) (${of('hazmattrack_access_held')})`, '{{what}}')),
        graph(['访问库失败', 'Access store failures'], ['变更读取失败，与因此被拒的查询。', 'Reads for changes that failed, and lookups that were refused for it.'], 'reqps', [target(`sum(${rate('hazmattrack_access_refresh_failures_total')})`, ['变更', 'changes']), target(`sum(${rate('hazmattrack_access_lookup_failures_total')})`, ['查询', 'lookups'])]),
      ],
    },
    {
      title: ['审计记录', 'Audit record'],
      panels: [
        graph(['记录', 'Entries'], ['每秒写入的审计记录。', 'Entries stored a second.'], 'reqps', target(`sum(${rate('hazmattrack_audit_entries_total')})`, ['记录', 'entries']), { width: 8 }),
        graph(['等待记录的时间', 'Waiting for the record'], ['答复等待其审计记录入库的时间。', 'Time that an answer waits for its entry.'], 's', spread('hazmattrack_audit_record_seconds'), { width: 8 }),
        graph(['审计失败', 'Failures of the record'], ['写入、签发、发布失败。', 'Entries, checkpoints and publications that failed.'], 'reqps', target(`sum by (what) (${rate('hazmattrack_audit_failures_total')})`, '{{what}}'), { width: 8 }),
        graph(['证书剩余时间', 'Time left of certificates'], ['每个进程实际使用的证书。', 'Of the certificates that each process uses.'], 's', target(`${of('hazmattrack_certificate_expiry_timestamp_seconds')} - time()`, '{{instance}} {{certificate}}')),
      ],
    },
  ],
};
