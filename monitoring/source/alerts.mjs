// @ts-check
import { graph, increase, number, of, orange, quantile, rate, red, target } from './panels.mjs';

/** @type {import('./panels.mjs').Dashboard} */
export default {
  uid: 'hazmattrack-alerts',
  title: ['危货车辆联控 · 告警送达', 'HazmatTrack · Alerts to people'],
  about: ['告警如何到达执法人员、其他系统和订阅方。', 'How alerts get to inspectors, other systems and subscribers.'],
  rows: [
    {
      title: ['现状', 'Now'],
      panels: [
        number(['最早未送 Kafka 的事件', 'Oldest event in the outbox'], ['60 秒以上告警；无等待时为空。', 'An alarm from 60 s on; empty where none waits.'], 's', `time() - max(${of('hazmattrack_alert_outbox_oldest_timestamp_seconds')} > 0)`, [red(60)]),
        number(['转发进程', 'Relaying processes'], ['应为 1。', 'Must be 1.'], 'none', `sum(${of('hazmattrack_alert_relaying')})`, [{ from: 0, colour: 'red' }, { from: 1, colour: 'green' }]),
        number(['页面连接', 'Clients of the stream'], ['正在接收告警推送的客户端。', 'Clients that are sent alerts as they happen.'], 'none', `sum(${of('hazmattrack_alert_stream_clients')})`),
        number(['等待投递', 'Events waiting'], ['发往订阅方途中的事件。', 'Events on their way to subscriptions.'], 'short', `sum(max by (channel) (${of('hazmattrack_deliveries_waiting')}))`, [orange(1000)]),
        number(['未能投递', 'Dead letters'], ['须重放或丢弃。', 'To be replayed or dropped.'], 'short', `sum(max by (channel) (${of('hazmattrack_delivery_dead_letters')}))`, [orange(1)]),
        number(['停用的订阅', 'Disabled subscriptions'], ['人工停用，或死信过多。', 'By somebody, or for too many dead letters.'], 'none', `sum(max by (channel) (${of('hazmattrack_subscriptions', 'state="disabled"')}))`, [orange(1)]),
      ],
    },
    {
      title: ['推送与 Kafka', 'Stream and Kafka'],
      panels: [
        graph(['送达时延（p99）', 'Delay (p99)'], ['从入库到推送页面或 Kafka 确认。', 'From storing an event until it is sent to the stream, or acknowledged by Kafka.'], 's', target(quantile(0.99, 'hazmattrack_alert_stored_to_sent_seconds', 'to'), '{{to}}'), { thresholds: [red(10)] }),
        graph(['送达时延（p50）', 'Delay (p50)'], ['同上，中位数。', 'The same, median.'], 's', target(quantile(0.5, 'hazmattrack_alert_stored_to_sent_seconds', 'to'), '{{to}}')),
        graph(['事件', 'Events'], ['入库的告警事件，按种类。', 'Events of alerts stored, by kind.'], 'reqps', target(`sum by (kind) (${rate('hazmattrack_alert_events_total')})`, '{{kind}}')),
        graph(['转发滞后', 'Relay lag'], ['已入库、Kafka 未确认的事件。', 'Events stored and not yet acknowledged by Kafka.'], 'short', target(`max(${of('hazmattrack_alert_relay_lag')})`, ['事件', 'events'])),
        graph(['失败', 'Failures'], ['转发重新开始、推送读库失败、因不收数据而断开的客户端。', 'Relays begun again, stream reads that failed, clients cut off.'], 'reqps', [
          target(`sum(${rate('hazmattrack_alert_relay_failures_total')})`, ['转发', 'relay']), target(`sum(${rate('hazmattrack_alert_stream_failures_total')})`, ['推送', 'stream']),
          target(`sum(${rate('hazmattrack_alert_stream_slow_clients_total')})`, ['慢客户端', 'slow clients']),
        ]),
        graph(['重复的变更', 'Repetitions'], ['此前已入库的变更，重读后出现。', 'Changes stored before, as after reading again.'], 'reqps', target(`sum(${rate('hazmattrack_alert_repetitions_total')})`, ['重复', 'repetitions'])),
      ],
    },
    {
      title: ['订阅', 'Subscriptions'],
      panels: [
        graph(['投递', 'Deliveries'], ['按渠道和结果。', 'By channel and outcome.'], 'reqps', target(`sum by (channel, outcome) (${rate('hazmattrack_deliveries_total')})`, '{{channel}} {{outcome}}')),
        graph(['投递时延（p99）', 'Delay of deliveries (p99)'], ['从入库到对方接收；邮件按五分钟汇总。', 'From storing an event until the receiver has it; mail gathers for five minutes.'], 's', target(quantile(0.99, 'hazmattrack_delivery_seconds', 'channel'), '{{channel}}')),
        graph(['等待与未能投递', 'Waiting and dead'], ['所有进程合计。', 'Of all processes.'], 'short', [target(`max by (channel) (${of('hazmattrack_deliveries_waiting')})`, ['{{channel}} 等待', '{{channel}} waiting']), target(`max by (channel) (${of('hazmattrack_delivery_dead_letters')})`, ['{{channel}} 未能投递', '{{channel}} dead'])]),
        graph(['时段内成为死信', 'Set aside in the window'], ['在期限内未能投递的事件。', 'Events that were not delivered within their time.'], 'short', target(`sum by (channel) (${increase('hazmattrack_deliveries_total', 'outcome="dead"')})`, '{{channel}}')),
      ],
    },
  ],
};
