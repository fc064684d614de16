using System.Globalization;
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
            """
            insert into alert_owner (partition, epoch) values (@partition, 1)
            on conflict (partition) do update set epoch = alert_owner.epoch + 1
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

    public async Task EndLogAsync(long incarnation, int partition, long offset, CancellationToken cancellation)
    {
        await using var transaction = await _database.BeginAsync(cancellation);
        await using var command = transaction.Connection.Command(
            transaction.Transaction,
            "delete from alert_reach where incarnation = @incarnation and partition = @partition and reach <= @offset",
            ("@incarnation", incarnation),
            ("@partition", partition),
            ("@offset", offset));
        await command.ExecuteNonQueryAsync(cancellation);
        await transaction.CommitAsync(cancellation);
    }

    public async Task<IReadOnlyList<VehicleId>> BeyondEndedLogsAsync(long incarnation, CancellationToken cancellation)
    {
        await using var connection = await _database.OpenAsync(cancellation);
        await using var command = connection.Command(
            null, "select distinct vehicle from alert_reach where incarnation < @incarnation", ("@incarnation", incarnation));
        var vehicles = new List<VehicleId>();
        await ReadAllAsync(
            command,
            reader =>
            {
                if (VehicleId.TryFromStored(reader.GetString(0), out var vehicle))
                {
                    vehicles.Add(vehicle);
                }
            },
            cancellation);
        return vehicles;
    }

    public async Task SettleAsync(IReadOnlyCollection<VehicleId> vehicles, long incarnation, CancellationToken cancellation)
    {
        await using var transaction = await _database.BeginAsync(cancellation);
        await transaction.Connection.ForEachChunkAsync(
            transaction.Transaction, "delete from alert_reach where vehicle in ", [.. vehicles.Select(v => v.ToString())],
            string.Create(CultureInfo.InvariantCulture, $" and incarnation < {incarnation}"), command => command.ExecuteNonQueryAsync(cancellation));
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

    /// <summary>Records the offset up to which the log has changed the alerts of each vehicle; handling by people does not move it.</summary>
    private Task WriteReachAsync(AlertTransaction transaction, IEnumerable<Alert> alerts, CancellationToken cancellation) => transaction.Connection.InsertAsync(
        transaction.Transaction,
        "alert_reach (incarnation, partition, vehicle, reach)",
        alerts.Where(a => a.Cause.Offset >= 0)
            .GroupBy(
                a => (a.Cause.Incarnation, a.Cause.Partition, a.Vehicle),
                object[] (at, of) => [at.Incarnation, at.Partition, at.Vehicle.ToString(), of.Max(a => a.Cause.Offset)]),
        "on conflict (incarnation, partition, vehicle) do update set reach = excluded.reach where alert_reach.reach < excluded.reach",
        _database.RowsPerStatement,
        cancellation);
}
