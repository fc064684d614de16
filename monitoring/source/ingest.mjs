// @ts-check
import { graph, increase, number, of, orange, rate, red, spread, target } from './panels.mjs';

/** @type {import('./panels.mjs').Dashboard} */
export default {
  uid: 'hazmattrack-ingest',
  title: ['危货车辆联控 · 接入', 'HazmatTrack · Ingest'],
  about: ['上报从何处来、有多迟、为何被拒收。', 'Where reports come from, how late they are, and why some are refused.'],
  rows: [
    {
      title: ['所选时段', 'In the window shown'],
      panels: [
        number(['丢失的记录', 'Records lost'], ['未读即被主题保留期删除；应为 0。', 'Removed by the retention of the topic before they were read; must be 0.'], 'short', `sum(${increase('hazmattrack_records_lost_total')})`, [red(1)]),
        number(['死信比例', 'Share of dead letters'], ['超过 5% 告警。', 'An alarm from 5 % on.'], 'percentunit', `sum(${increase('hazmattrack_dead_letters_total')}) / sum(${increase('hazmattrack_records_received_total')})`, [orange(0.05), red(0.5)]),
        number(['迟到 5 分钟以上', 'Later than 5 min'], ['读取时已超过 5 分钟的定位；超过 30% 告警。', 'Reports that were older than five minutes when read; an alarm from 30 % on.'], 'percentunit', `1 - sum(${increase('hazmattrack_report_delay_seconds_bucket', String.raw`le=~"300(\\.0)?"`)}) / sum(${increase('hazmattrack_report_delay_seconds_count')})`, [orange(0.3)]),
        number(['新车辆', 'New vehicles'], ['首次出现并被接收的车辆。', 'Vehicles never seen before, admitted.'], 'short', `sum(${increase('hazmattrack_new_vehicles_total', 'fate="admitted"')})`),
        number(['拒收的新车辆定位', 'Refused of new vehicles'], ['来源一天内新车辆过多。', 'Their source has sent too many new vehicles.'], 'short', `sum(${increase('hazmattrack_new_vehicles_total', 'fate="refused"')})`, [orange(1)]),
        number(['写错分区', 'Misrouted'], ['转发到正确分区的记录比例。', 'Share of records that are sent on to their partition.'], 'percentunit', `sum(${increase('hazmattrack_misrouted_total')}) / sum(${increase('hazmattrack_records_received_total')})`, [orange(0.01)]),
      ],
    },
    {
      title: ['来源', 'Sources'],
      panels: [
        graph(['HTTP 上报', 'By HTTP'], ['POST /api/v1/positions 的条目，按结果。', 'Items at POST /api/v1/positions, by fate.'], 'reqps', target(`sum by (fate) (${rate('hazmattrack_door_items_total')})`, '{{fate}}')),
        graph(['企业主题', 'Operators’ topics'], ['企业 Kafka 主题的记录，按结果。', 'Records of the operators’ topics, by fate.'], 'reqps', target(`sum by (fate) (${rate('hazmattrack_operator_records_total')})`, '{{fate}}')),
      ],
    },
    {
      title: ['日志与滞后', 'Log and lag'],
      panels: [
        graph(['滞后（秒）', 'Lag in seconds'], ['每个分区最久未入库记录的等待时间。', 'How long the oldest record of each partition waits.'], 's', target(of('hazmattrack_lag_seconds'), '{{partition}}'), { thresholds: [red(60)] }),
        graph(['滞后（条）', 'Lag in records'], ['每个分区未提交的记录数。', 'Records of each partition that are not committed.'], 'short', target(of('hazmattrack_lag_records'), '{{partition}}')),
        graph(['事件时间时延', 'Event-time delay'], ['从定位时间到读取；补传时升高。', 'From event time to reading; high during a back-fill.'], 's', spread('hazmattrack_report_delay_seconds')),
        graph(['时间水位滞后', 'Watermark'], ['各分区时间推进落后于当前的秒数。', 'How far the time of each partition lies behind now.'], 's', target(of('hazmattrack_watermark_lag_seconds'), '{{partition}}')),
      ],
    },
    {
      title: ['拒收', 'Refused'],
      panels: [
        graph(['死信，按原因', 'Dead letters by reason'], ['不成为定位的记录。', 'Records that are no position of a vehicle.'], 'reqps', target(`sum by (reason) (${rate('hazmattrack_dead_letters_total')})`, '{{reason}}'), { stacked: true }),
        graph(['供企业查阅的死信', 'Letters for operators'], ['入库、仅计数、重复、过旧或跳过。', 'Kept, counted only, repeated, too old, or skipped.'], 'reqps', target(`sum by (fate) (${rate('hazmattrack_letters_total')})`, '{{fate}}')),
        graph(['重新提交', 'Sent again'], ['企业重新提交的被拒定位，按结果。', 'Refused reports that operators sent again, by outcome.'], 'reqps', target(`sum by (outcome) (${rate('hazmattrack_letters_resubmitted_total')})`, '{{outcome}}'), { width: 8 }),
        graph(['不采用的数值', 'Values not taken'], ['不可能的速度或航向；定位照收。', 'Speeds and headings that cannot be; the report counts.'], 'reqps', target(`sum by (value) (${rate('hazmattrack_values_not_taken_total')})`, '{{value}}'), { width: 8 }),
        graph(['死信处理异常', 'Letters and topics failing'], ['1 表示死信或企业主题读取失败。', '1 while dead letters or the operators’ topics cannot be read.'], 'none', [target(`max(${of('hazmattrack_letters_failing')})`, ['死信', 'letters']), target(`max(${of('hazmattrack_operator_topics_failing')})`, ['企业主题', 'topics'])], { width: 8 }),
      ],
    },
    {
      title: ['读取', 'Reading'],
      panels: [
        graph(['批次大小', 'Size of batches'], ['每批记录数。', 'Records of a batch.'], 'short', spread('hazmattrack_batch_records'), { width: 8 }),
        graph(['解码', 'Decoding'], ['解码并检查一批的时间。', 'Time to decode and check a batch.'], 's', spread('hazmattrack_decode_seconds'), { width: 8 }),
        graph(['重读', 'Read again'], ['重启或接管后再次读取、此前已入库的记录。', 'Records read again after a restart or a take-over, stored before.'], 'reqps', target(`sum(${rate('hazmattrack_records_reread_total')})`, ['重读', 're-read']), { width: 8 }),
      ],
    },
  ],
};
