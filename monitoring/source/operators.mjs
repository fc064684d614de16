// @ts-check
import { graph, increase, number, orange, rate, target } from './panels.mjs';

const clocks = 'kind=~"clock-ahead|clock-behind|clock-stepping|two-clocks|time-off-by-hours"';
const speeds = 'kind=~"speed-.*"';
const plates = 'kind=~"two-tracks|two-places"';

/** @param {string} kinds */
const share = (kinds) => `sum(${increase('hazmattrack_quality_reports_total', kinds)}) / sum(${increase('hazmattrack_reports_applied_total')})`;

/** @type {import('./panels.mjs').Dashboard} */
export default {
  uid: 'hazmattrack-operators',
  title: ['危货车辆联控 · 上报质量', 'HazmatTrack · Quality of operators’ reports'],
  about: [
    '全体企业的上报质量。指标不含企业和车辆：按企业查阅用 GET /api/v1/operators/{code}/quality 和 GET /api/v1/dead-letters/counts。',
    'Of all operators together. Metrics name no operator and no vehicle: GET /api/v1/operators/{code}/quality and GET /api/v1/dead-letters/counts do.',
  ],
  rows: [
    {
      title: ['所选时段', 'In the window shown'],
      panels: [
        number(['时钟有误', 'By a wrong clock'], ['快、慢、跳变的终端时钟；超过 5% 告警。', 'Clocks ahead, behind or stepping; an alarm from 5 % on.'], 'percentunit', share(clocks), [orange(0.05)]),
        number(['速度有误', 'With a wrong speed'], ['未上报、为零、固定、倍数或矛盾。', 'Not sent, zero, stuck, scaled or contradicting.'], 'percentunit', share(speeds)),
        number(['疑似套牌', 'Two vehicles, one plate'], ['两条轨迹或同秒两地。', 'Two tracks, or two places in one second.'], 'percentunit', share(plates)),
        number(['拒收', 'Refused'], ['死信占读取的比例。', 'Dead letters among all records.'], 'percentunit', `sum(${increase('hazmattrack_dead_letters_total')}) / sum(${increase('hazmattrack_records_received_total')})`, [orange(0.05)]),
        number(['非本企业车辆', 'Not their vehicle'], ['HTTP 上报了不在其名下的车辆。', 'Items by HTTP of vehicles that are not registered with their sender.'], 'short', `sum(${increase('hazmattrack_door_items_total', 'fate="not-your-vehicle"')})`),
        number(['重复', 'Duplicates'], ['已知定位的比例。', 'Share of reports that were known.'], 'percentunit', `sum(${increase('hazmattrack_reports_duplicate_total')}) / (sum(${increase('hazmattrack_reports_duplicate_total')}) + sum(${increase('hazmattrack_reports_applied_total')}))`),
      ],
    },
    {
      title: ['终端', 'Terminals'],
      panels: [
        graph(['时钟', 'Clocks'], ['按种类的定位数。', 'Reports by kind.'], 'reqps', target(`sum by (kind) (${rate('hazmattrack_quality_reports_total', clocks)})`, '{{kind}}')),
        graph(['速度', 'Speeds'], ['按种类的定位数。', 'Reports by kind.'], 'reqps', target(`sum by (kind) (${rate('hazmattrack_quality_reports_total', speeds)})`, '{{kind}}')),
        graph(['套牌', 'Two vehicles under one plate'], ['按种类的定位数。', 'Reports by kind.'], 'reqps', target(`sum by (kind) (${rate('hazmattrack_quality_reports_total', plates)})`, '{{kind}}')),
        graph(['因时钟拒收', 'Refused for their time'], ['按原因的死信。', 'Dead letters by reason.'], 'reqps', target(`sum by (reason) (${rate('hazmattrack_dead_letters_total', 'reason=~"in-the-future|too-old|clock-.*"')})`, '{{reason}}')),
        graph(['迟到比例', 'Share of late reports'], ['1 减去 5 分钟内、1 小时内读取的比例。', 'One minus the share that was read within five minutes, and within an hour.'], 'percentunit', [
          target(`1 - sum(${rate('hazmattrack_report_delay_seconds_bucket', String.raw`le=~"300(\\.0)?"`)}) / sum(${rate('hazmattrack_report_delay_seconds_count')})`, ['5 分钟以上', 'over 5 min']),
          target(`1 - sum(${rate('hazmattrack_report_delay_seconds_bucket', String.raw`le=~"3600(\\.0)?"`)}) / sum(${rate('hazmattrack_report_delay_seconds_count')})`, ['1 小时以上', 'over 1 h']),
        ]),
        graph(['未保存的质量发现', 'Findings not kept'], ['等待写入的车辆过多时仅计数。', 'Counted only, since too many were waiting to be written.'], 'reqps', target(`sum(${rate('hazmattrack_quality_not_kept_total')})`, ['未保存', 'not kept'])),
      ],
    },
  ],
};
