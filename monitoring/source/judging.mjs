// @ts-check
import { graph, increase, number, of, orange, rate, red, spread, target } from './panels.mjs';

/** @type {import('./panels.mjs').Dashboard} */
export default {
  uid: 'hazmattrack-judging',
  title: ['危货车辆联控 · 研判', 'HazmatTrack · Judging'],
  about: ['车辆、规则、重判与单证。', 'Vehicles, rules, judging again, and documents.'],
  rows: [
    {
      title: ['现状', 'Now'],
      panels: [
        number(['活跃车辆', 'Vehicles awake'], ['在内存中研判的车辆。', 'Vehicles that are judged in memory.'], 'short', `sum(${of('hazmattrack_vehicles', 'state="awake"')})`),
        number(['休眠车辆', 'Vehicles asleep'], ['近来没有上报的车辆。', 'Vehicles that have not reported lately.'], 'short', `sum(${of('hazmattrack_vehicles', 'state="asleep"')})`),
        number(['隔离', 'Quarantined'], ['未研判的车辆。', 'Vehicles that are not judged.'], 'none', `sum(${of('hazmattrack_vehicles', 'state="quarantined"')})`, [orange(1)]),
        number(['规则出错', 'Faulted'], ['有规则停用的车辆。', 'Vehicles for which a rule is switched off.'], 'none', `sum(${of('hazmattrack_vehicles', 'state="faulted"')})`, [orange(1)]),
        number(['等待重判', 'To be judged again'], ['迟到定位、单证或参数变更所致。', 'For late reports, documents or parameters.'], 'short', `sum(${of('hazmattrack_rejudge_backlog')})`, [orange(1000)]),
        number(['损坏的行', 'Damaged rows'], ['所选时段内发现的无法读取的行。', 'Rows that could not be read, found in the window shown.'], 'none', `sum(${increase('hazmattrack_damaged_rows_total')})`, [red(1)]),
      ],
    },
    {
      title: ['结果', 'Findings'],
      panels: [
        graph(['研判结果', 'Findings'], ['发出、修正、撤销，按规则。', 'Raised, amended and retracted, by rule.'], 'reqps', target(`sum by (rule, kind) (${rate('hazmattrack_finding_changes_total')})`, '{{rule}} {{kind}}')),
        graph(['定位的去向', 'What became of reports'], ['按顺序、迟到、重复、被取代、远迟。', 'In order, late, duplicate, superseded, beyond the tail.'], 'reqps', target(`sum by (fate) (${rate('hazmattrack_reports_judged_total')})`, '{{fate}}')),
        graph(['研判一批', 'Evaluating a batch'], ['研判阶段的时间。', 'Time of a batch in the evaluating stage.'], 's', spread('hazmattrack_stage_seconds', 'stage="evaluate"')),
        graph(['规则出错', 'Rules that throw'], ['规则对某车抛出异常的次数。', 'Times that a rule threw for a vehicle.'], 'reqps', target(`sum by (rule) (${rate('hazmattrack_rule_faults_total')})`, '{{rule}}')),
      ],
    },
    {
      title: ['重判与单证', 'Judging again, documents'],
      panels: [
        graph(['重判', 'Judged again'], ['每秒重判的车辆，与等待的数量。', 'Vehicles judged again a second, and those that wait.'], 'short', [target(`sum(${rate('hazmattrack_rejudged_total')})`, ['每秒', 'a second']), target(`sum(${of('hazmattrack_rejudge_backlog')})`, ['等待', 'waiting'])]),
        graph(['重判标记的来源', 'Noted for what'], ['因单证或参数变更而标记的车辆。', 'Vehicles noted since documents or parameters changed.'], 'reqps', [target(`sum(${rate('hazmattrack_documents_noted_total')})`, ['单证', 'documents']), target(`sum(${rate('hazmattrack_parameters_noted_total')})`, ['参数', 'parameters'])]),
        graph(['单证时效', 'Age of the documents'], ['距上次读到单证变更的时间；60 秒以上告警。', 'Since the registry was last read for changes; an alarm from 60 s on.'], 's', target(`time() - (${of('hazmattrack_registry_last_read_timestamp_seconds')} > 0)`, '{{instance}}'), { thresholds: [red(60)] }),
        graph(['内存中的单证', 'Documents in memory'], ['按种类。', 'By kind.'], 'short', target(`sum by (kind) (${of('hazmattrack_registry_documents')})`, '{{kind}}')),
        graph(['状态来源', 'Where states come from'], ['车辆状态取自热状态，或由历史重建。', 'States of vehicles, from hot state or rebuilt from history.'], 'reqps', [target(`sum(${rate('hazmattrack_states_loaded_total')})`, ['热状态', 'hot state']), target(`sum(${rate('hazmattrack_states_rebuilt_total')})`, ['重建', 'rebuilt'])]),
        graph(['报备', 'Filings'], ['通过接口报备的单证，按结果。', 'Filings through the API, by outcome.'], 'reqps', target(`sum by (kind, outcome) (${rate('hazmattrack_registry_filings_total')})`, '{{kind}} {{outcome}}')),
      ],
    },
  ],
};
