using HazmatTrack.Domain;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Rules.Parameters;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.History.Model;
using HazmatTrack.Storage.History.Sql;

namespace HazmatTrack.Storage.History;

/// <remarks>This part handles rule parameters that are changed after the fact.</remarks>
internal sealed partial class HistoryPartition
{
    /// <summary>
    /// How far a vehicle's newest report may be behind that of the others when it is read, for a rule that is missing meanwhile to reach it later while it
    /// sleeps.
    /// </summary>
    private static readonly TimeSpan s_reportedBefore = TimeSpan.FromHours(1);

    private IReadOnlyList<JudgedBy> _judgedBy = [];

    public IReadOnlyList<JudgedBy> JudgedBy
    {
        get
        {
            lock (_gate)
            {
                return _judgedBy;
            }
        }
    }

    public async Task JudgeByAsync(IReadOnlyList<ParameterRecord> parameters, CancellationToken cancellation)
    {
        await Turn.WaitAsync(cancellation);
        try
        {
            await ReadIfInDoubtAsync(cancellation);
            var write = new HistoryWrite();
            write.Owners.Add(_memory.Owner);
            write.JudgesBy.AddRange(NotYetRecorded(parameters).Select(j => (Partition, j)));
            if (write.JudgesBy.Count == 0)
            {
                return;
            }

            await _store.WriteInTurnAsync([this], write, cancellation);
            lock (_gate)
            {
                _judgedBy = [.. _judgedBy, .. write.JudgesBy.Select(j => j.JudgedBy)];
            }
        }
        finally
        {
            Turn.Release();
        }
    }

    /// <summary>
    /// The parameters that are not recorded. In a partition that others have judged, a rule without a record joins the list, and a recorded rule without
    /// parameters has left it: that vehicles were judged without it is recorded too, for a build that has the rule.
    /// </summary>
    private IEnumerable<JudgedBy> NotYetRecorded(IReadOnlyList<ParameterRecord> parameters)
    {
        var recorded = _judgedBy.ToLookup(j => j.Rule, StringComparer.Ordinal);
        var without = recorded.Count == 0
            ? []
            : parameters.Where(p => !recorded.Contains(p.Rule)).Select(p => Model.JudgedBy.Without(p.Rule, new(long.MinValue))).Concat(
                recorded.Where(rule => !parameters.Any(p => p.Rule == rule.Key) && !rule.Any(j => j.WithoutSince is not null))
                    .Select(rule => Model.JudgedBy.Without(rule.Key, MissedFrom())));
        return parameters.Select(Model.JudgedBy.From).Where(j => !recorded[j.Rule].Any(known => known.Version == j.Version)).Concat(without);
    }

    /// <summary>
    /// The event time from which on vehicles will be judged without a rule: a while before the newest stored report, since reports that waited in the log
    /// during an outage are later than that one, and may be much older than now.
    /// </summary>
    private Instant MissedFrom() => _memory.All.Max(v => v.Newest) is { } newest
        ? Instant.Earlier(newest, Instant.From(_time.GetUtcNow())) - s_reportedBefore
        : new(long.MinValue);

    public Task<IReadOnlyList<PendingRejudge>> TakeParametersAsync(
        IReadOnlyCollection<VehicleId> vehicles, Instant from, IReadOnlyList<JudgedBy> superseded, CancellationToken cancellation)
    {
        // Points that retention has removed cannot be judged again, and the rest is judged from the state that they left.
        var since = Instant.Later(from, Instant.From(_time.GetUtcNow()) - _options.Keep);
        return TakeAsync(
            vehicles.Select(vehicle => (vehicle, since)),
            ChangeCause.RuleVersion,
            owner => owner,
            write => write.NoLongerJudgedBy.AddRange(superseded.Select(j => (Partition, j))),
            () => _judgedBy = [.. _judgedBy.Except(superseded)],
            cancellation);
    }
}
