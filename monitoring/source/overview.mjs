// @ts-check
import { graph, number, of, orange, quantile, rate, red, spread, target } from './panels.mjs';

/** @type {import('./panels.mjs').Dashboard} */
export default {
  uid: 'hazmattrack-overview',
  title: ['危货车辆联控 · 总览', 'HazmatTrack · Overview'],
  about: ['一眼判断：是否在研判、告警是否及时、有无异常。', 'At a glance: is everything judged, are alerts on time, is anything wrong?'],
  rows: [
    {
      title: ['现状', 'Now'],
      panels: [
        number(['研判滞后', 'Lag'], ['最久未入库的记录在日志中等待的时间；超过 60 秒告警。', 'How long the oldest record waits that is not stored; an alarm from 60 s on.'], 's', `max(${of('hazmattrack_lag_seconds')})`, [orange(30), red(60)]),
        number(['无人读取的分区', 'Partitions without a reader'], ['应为 0；否则这些车辆未研判。', 'Must be 0; else their vehicles are not judged.'], 'none', `max(${of('hazmattrack_topic_partitions')}) - sum(${of('hazmattrack_partitions_owned')})`, [red(1)]),
        number(['活动节点', 'Active silos'], ['各节点所见的最大成员数。', 'Members of the cluster, as the silo sees them that sees most.'], 'none', `max(${of('hazmattrack_silos_active')})`),
        number(['每秒定位', 'Reports a second'], ['从 positions 读取的记录。', 'Records read from positions.'], 'reqps', `sum(${rate('hazmattrack_records_received_total')})`),
        number(['未完整研判的车辆', 'Vehicles not fully judged'], ['被隔离，或有规则出错。', 'Quarantined, or with a rule that failed.'], 'none', `sum(${of('hazmattrack_vehicles', 'state=~"quarantined|faulted"')})`, [orange(1)]),
        number(['最差就绪状态', 'Worst readiness'], ['1 正常，0.5 降级，0 未就绪。', '1 healthy, 0.5 degraded, 0 not ready.'], 'none', `min(${of('hazmattrack_health')})`, [{ from: -1, colour: 'red' }, orange(0.5), { from: 1, colour: 'green' }]),
      ],
    },
    {
      title: ['从上报到告警', 'From report to alert'],
      panels: [
        graph(['上报、研判与拒收', 'Read, judged, refused'], ['每秒读取、新入库、重复与死信的记录数。', 'Records read, stored as new, known before and refused, a second.'], 'reqps', [
          target(`sum(${rate('hazmattrack_records_received_total')})`, ['读取', 'read']), target(`sum(${rate('hazmattrack_reports_applied_total')})`, ['新', 'new']),
          target(`sum(${rate('hazmattrack_reports_duplicate_total')})`, ['重复', 'duplicate']), target(`sum(${rate('hazmattrack_dead_letters_total')})`, ['死信', 'dead letters']),
        ]),
        graph(['日志到入库的时延', 'From the log to the stores'], ['记录进入日志到告警与历史入库的时间。', 'From the time of a record in the log until its alerts and history are stored.'], 's', spread('hazmattrack_arrival_to_stored_seconds')),
        graph(['告警', 'Alerts'], ['按规则统计的告警事件。', 'Events of alerts, by rule.'], 'reqps', target(`sum by (rule, kind) (${rate('hazmattrack_alert_events_total')})`, '{{rule}} {{kind}}')),
        graph(['告警送达时延（p99）', 'Alerts on their way (p99)'], ['从入库到推送页面或写入 Kafka。', 'From storing an event until it is sent to the stream or to Kafka.'], 's', target(quantile(0.99, 'hazmattrack_alert_stored_to_sent_seconds', 'to'), '{{to}}'), { thresholds: [red(10)] }),
      ],
    },
    {
      title: ['进程', 'Processes'],
      panels: [
        graph(['CPU 核数', 'Cores used'], ['每个进程占用的核数。', 'Cores that each process uses.'], 'none', target(rate('process_cpu_seconds_total'), '{{instance}}'), { width: 8 }),
        graph(['内存', 'Memory'], ['每个进程占用的物理内存。', 'Memory of each process (working set).'], 'bytes', target(of('process_working_set_bytes'), '{{instance}}'), { width: 8 }),
        graph(['版本', 'Builds'], ['正在运行的版本；升级期间可有两个。', 'Builds that run; two of them during an upgrade.'], 'none', target(`count by (version, commit) (${of('hazmattrack_build_info')})`, '{{version}} {{commit}}'), { width: 8 }),
        graph(['分区归属', 'Partitions by process'], ['每个进程读取的分区数。', 'Partitions that each process reads.'], 'none', target(of('hazmattrack_partitions_owned'), '{{instance}}'), { stacked: true }),
        graph(['数据目录剩余空间', 'Free space of the data folder'], ['仅限使用内置部件的安装。', 'Only where parts are embedded.'], 'bytes', target(of('hazmattrack_data_folder_free_bytes'), '{{instance}}')),
      ],
    },
  ],
};
