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
            write.JudgesBy.AddRange(parameters.Where(p => !_judgedBy.Any(j => j.Rule == p.Rule && j.Version == p.Version)).Select(p => (Partition, p)));
            if (write.JudgesBy.Count == 0)
            {
                return;
            }

            await _store.WriteInTurnAsync([this], write, cancellation);
            lock (_gate)
            {
                _judgedBy = [.. _judgedBy, .. write.JudgesBy.Select(j => new JudgedBy(j.Parameters.Rule, j.Parameters.Version, j.Parameters.Text, 0))];
            }
        }
        finally
        {
            Turn.Release();
        }
    }

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
