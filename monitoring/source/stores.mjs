// @ts-check
import { graph, number, of, orange, quantile, rate, red, spread, target } from './panels.mjs';

/** @type {import('./panels.mjs').Dashboard} */
export default {
  uid: 'hazmattrack-stores',
  title: ['危货车辆联控 · 存储', 'HazmatTrack · Stores'],
  about: ['数据库、Redis 与 Kafka：是否应答，是否够快。', 'Database, Redis and Kafka: do they answer, and fast enough?'],
  rows: [
    {
      title: ['现状', 'Now'],
      panels: [
        number(['存储错误', 'Errors a second'], ['失败并重试的调用；应为 0。', 'Calls that failed and are repeated; should be 0.'], 'reqps', `sum(${rate('hazmattrack_store_errors_total')})`, [{ from: 0.001, colour: 'red' }]),
        number(['读取暂停', 'Pauses a minute'], ['存储赶不上时读取暂停；持续每分钟 1 次以上告警。', 'Reading pauses when the stores do not keep up; an alarm where it lasts, from 1 on.'], 'none', `60 * sum(${rate('hazmattrack_reading_pauses_total')})`, [orange(1)]),
        number(['运行重新开始', 'Runs begun again'], ['所选时段内。', 'In the window shown.'], 'none', `sum(increase(${of('hazmattrack_tracking_restarts_total')}[$__range]))`, [orange(3)]),
      ],
    },
    {
      title: ['时间', 'Time'],
      panels: [
        graph(['各阶段（p99）', 'Stages (p99)'], ['一批在各阶段的时间；存储阶段 1 秒以上告警。', 'Time of a batch in each stage; an alarm from 1 s on for the stores.'], 's', target(quantile(0.99, 'hazmattrack_stage_seconds', 'stage'), '{{stage}}'), { thresholds: [red(1)] }),
        graph(['各阶段（p50）', 'Stages (p50)'], ['一批在各阶段的时间。', 'Time of a batch in each stage.'], 's', target(quantile(0.5, 'hazmattrack_stage_seconds', 'stage'), '{{stage}}')),
        graph(['告警库事务', 'Transactions of alerts'], ['告警库一次事务的时间。', 'Time of one transaction in the alert store.'], 's', spread('hazmattrack_alert_store_seconds')),
        graph(['事件时间到入库', 'From event time to stored'], ['定位时间到告警与历史入库。', 'From event time until alerts and history are stored.'], 's', spread('hazmattrack_event_to_stored_seconds')),
      ],
    },
    {
      title: ['数据库（PostgreSQL）', 'Database (PostgreSQL)'],
      panels: [
        number(['归档失败', 'Archiving fails'], ['1 为失败，0 为正常；未启用归档时为空。失败 10 分钟告警。', '1 while it fails, 0 otherwise; empty where PostgreSQL archives nothing. An alarm after 10 minutes.'], 'none', `max(${of('hazmattrack_database_archive_failing')})`, [red(1)]),
        number(['距上次归档', 'Since the log was archived'], ['上次归档一个日志文件至今；持续 20 分钟以上告警。', 'Since a file of the log was archived last; an alarm where it lasts, from 20 minutes on.'], 's', `time() - max(${of('hazmattrack_database_archived_timestamp_seconds')})`, [red(1200)]),
        graph(['数据库大小', 'Size of the database'], ['含索引，不含预写日志；磁盘剩余空间见 PostgreSQL 自身的监控。', 'With its indexes, without its write-ahead log. How much of its disk is free is for the monitoring of PostgreSQL.'], 'bytes', target(`max(${of('hazmattrack_database_bytes')})`, ['数据库', 'database']), { width: 16 }),
      ],
    },
    {
      title: ['错误', 'Errors'],
      panels: [
        graph(['存储错误', 'Store errors'], ['按对象：数据库、Redis、Kafka。', 'By who did not answer.'], 'reqps', target(`sum by (store, instance) (${rate('hazmattrack_store_errors_total')})`, '{{store}} {{instance}}')),
        graph(['损坏的行', 'Damaged rows'], ['无法读取、已移出的行。', 'Rows that could not be read and were set aside.'], 'reqps', target(`sum by (kind) (${rate('hazmattrack_damaged_rows_total')})`, '{{kind}}')),
        graph(['提交被拒', 'Commits refused'], ['分区移动时被拒的位点提交。', 'Offset commits refused since partitions were moving.'], 'reqps', target(`sum(${rate('hazmattrack_commits_refused_total')})`, ['提交', 'commits'])),
        graph(['读取暂停', 'Pauses of reading'], ['每个进程。', 'By process.'], 'reqps', target(rate('hazmattrack_reading_pauses_total'), '{{instance}}')),
      ],
    },
  ],
};
