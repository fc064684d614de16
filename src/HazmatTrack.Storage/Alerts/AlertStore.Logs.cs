using HazmatTrack.Domain;
using HazmatTrack.Domain.Alerts;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Storage.Alerts;

/// <summary>Who applies the alerts of a partition, and up to which offset of which log they rest on reports.</summary>
public sealed partial class AlertStore
{
    public async Task<AlertTakeOver> TakeOverAsync(long incarnation, int partition, long offset, CancellationToken cancellation)
    {
        await using var transaction = await _database.BeginAsync(cancellation);

        // Changes that an earlier owner is applying are committed before this, or not at all.
        await LockAsync(transaction, cancellation);
        await using var take = transaction.Connection.Command(
            transaction.Transaction,
            $"""
            insert into alert_owner (partition, epoch) select @partition, timeline * {DatabaseTimeline.Epochs} + 1 from alert_counter where true
            on conflict (partition) do update
            set epoch = case when alert_owner.epoch < excluded.epoch then excluded.epoch else alert_owner.epoch + 1 end
            returning epoch
            """,
            ("@partition", partition));
        var epoch = (long)(await take.ExecuteScalarAsync(cancellation))!;
        await using var command = transaction.Connection.Command(
            transaction.Transaction,
            "select vehicle, reach from alert_reach where incarnation = @incarnation and partition = @partition and reach > @offset",
            ("@incarnation", incarnation),
            ("@partition", partition),
            ("@offset", offset));
        var ahead = new Dictionary<VehicleId, long>();
        await ReadAllAsync(
            command,
            reader =>
            {
                if (VehicleId.TryFromStored(reader.GetString(0), out var vehicle))
                {
                    ahead.Add(vehicle, reader.GetInt64(1));
                }
            },
            cancellation);
        await transaction.CommitAsync(cancellation);
        return new(new(partition, epoch), ahead);
    }

    public Task EndLogAsync(long incarnation, int partition, long offset, CancellationToken cancellation) =>
        LackAsync(incarnation, partition, offset, long.MaxValue, "", cancellation);

    public Task LoseRecordsAsync(long incarnation, int partition, long after, long before, CancellationToken cancellation) =>
        LackAsync(incarnation, partition, after, before, " and reach > @after and reach < @before", cancellation);

    /// <summary>Records the vehicles whose alerts rest on reports between two offsets, and forgets how far alerts reach, under a condition.</summary>
    private async Task LackAsync(long incarnation, int partition, long after, long before, string forgotten, CancellationToken cancellation)
    {
        await using var transaction = await _database.BeginAsync(cancellation);
        string[] statements =
        [
            """
            insert into alert_lacking (vehicle, until) select vehicle, evaluated_to from alert_reach
            where incarnation = @incarnation and partition = @partition and reach > @after and reach < @before
            on conflict (vehicle) do update set until = excluded.until where alert_lacking.until < excluded.until
            """,
            $"delete from alert_reach where incarnation = @incarnation and partition = @partition{forgotten}",
        ];
        foreach (var statement in statements)
        {
            await using var command = transaction.Connection.Command(
                transaction.Transaction, statement,
                ("@incarnation", incarnation), ("@partition", partition), ("@after", after), ("@before", before));
            await command.ExecuteNonQueryAsync(cancellation);
        }

        await transaction.CommitAsync(cancellation);
    }

    public async Task<IReadOnlyDictionary<VehicleId, Instant>> BeyondEndedLogsAsync(CancellationToken cancellation)
    {
        await using var connection = await _database.OpenAsync(cancellation);
        await using var command = connection.Command(null, "select vehicle, until from alert_lacking");
        var vehicles = new Dictionary<VehicleId, Instant>();
        await ReadAllAsync(
            command,
            reader =>
            {
                if (VehicleId.TryFromStored(reader.GetString(0), out var vehicle))
                {
                    vehicles.Add(vehicle, new(reader.GetInt64(1)));
                }
            },
            cancellation);
        return vehicles;
    }

    public async Task SettleAsync(IReadOnlyCollection<VehicleId> vehicles, CancellationToken cancellation)
    {
        await using var transaction = await _database.BeginAsync(cancellation);
        await transaction.Connection.ForEachChunkAsync(
            transaction.Transaction, "delete from alert_lacking where vehicle in ", [.. vehicles.Select(v => v.ToString())], "",
            command => command.ExecuteNonQueryAsync(cancellation));
        await transaction.CommitAsync(cancellation);
    }

    public async Task<long> ReachAsync(VehicleId vehicle, long incarnation, int partition, CancellationToken cancellation)
    {
        await using var connection = await _database.OpenAsync(cancellation);
        await using var command = connection.Command(
            null,
            "select reach from alert_reach where incarnation = @incarnation and partition = @partition and vehicle = @vehicle",
            ("@incarnation", incarnation),
            ("@partition", partition),
            ("@vehicle", vehicle.ToString()));
        return await command.ExecuteScalarAsync(cancellation) is long reach ? reach : -1;
    }

    /// <summary>
    /// Records the offset up to which the log has changed the alerts of each vehicle, and up to which event time the vehicle was evaluated; handling by people
    /// does not move them.
    /// </summary>
    private Task WriteReachAsync(
        AlertTransaction transaction, IEnumerable<Alert> alerts, IReadOnlyList<AlertChange> changes, CancellationToken cancellation)
    {
        var evaluated = changes.GroupBy(c => c.Vehicle).ToDictionary(g => g.Key, g => g.Max(c => c.EvaluatedTo?.UnixMilliseconds ?? 0));
        return WriteReachAsync(transaction, alerts, evaluated, cancellation);
    }

    /// <param name="evaluated">The event time up to which each vehicle was evaluated, in milliseconds since 1970.</param>
    private Task WriteReachAsync(
        AlertTransaction transaction, IEnumerable<Alert> alerts, Dictionary<VehicleId, long> evaluated, CancellationToken cancellation) =>
        transaction.Connection.InsertAsync(
            transaction.Transaction,
            "alert_reach (incarnation, partition, vehicle, reach, evaluated_to)",
            alerts.Where(a => a.Cause.Offset >= 0)
                .GroupBy(
                    a => (a.Cause.Incarnation, a.Cause.Partition, a.Vehicle),
                    object[] (at, of) =>
                        [at.Incarnation, at.Partition, at.Vehicle.ToString(), of.Max(a => a.Cause.Offset), evaluated.GetValueOrDefault(at.Vehicle)]),
            """
            on conflict (incarnation, partition, vehicle) do update set reach = excluded.reach, evaluated_to = excluded.evaluated_to
            where alert_reach.reach < excluded.reach
            """,
            _database.RowsPerStatement,
            cancellation);
}
