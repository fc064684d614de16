using System.Data.Common;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Storage.Access;

/// <remarks>This part has the vehicles of operators: for each time that a vehicle was an operator's one row, which is never deleted.</remarks>
public sealed partial class AccessStore
{
    /// <summary>Vehicles in one transaction, so that other changes wait for a fraction of a second.</summary>
    private const int VehiclesAtOnce = 10_000;

    /// <summary>From when on the data of a vehicle, as <c>v</c>, is that of its operator.</summary>
    private const string OwnFrom =
        "case when exists (select 1 from access_vehicle f where f.vehicle = v.vehicle and f.operator <> v.operator) then v.since else 0 end";

    public async Task<VehicleRegistration?> RegisterVehiclesAsync(
        string code, IReadOnlyCollection<VehicleId> vehicles, string by, CancellationToken cancellation)
    {
        var (registered, already, refused) = (new List<VehicleId>(), 0, new List<(VehicleId, string)>());
        foreach (var page in Pages(vehicles))
        {
            if (await ChangeAsync(change => RegisterAsync(change, code, page, by, cancellation), cancellation) is not { } done)
            {
                return null;
            }

            already += done.Already;
            registered.AddRange(done.Registered);
            refused.AddRange(done.Refused);
        }

        return new(registered, already, refused);
    }

    public async Task<IReadOnlyList<VehicleId>> ReleaseVehiclesAsync(
        string code, IReadOnlyCollection<VehicleId> vehicles, string by, CancellationToken cancellation)
    {
        var released = new List<VehicleId>();
        foreach (var page in Pages(vehicles))
        {
            released.AddRange(await ChangeAsync(
                async change =>
                {
                    await using var command = change.Command(
                        "update access_vehicle set until = @at, released_by = @by, revision = @revision "
                        + $"where operator = @code and until is null and vehicle in (select value from {_database.List}) returning vehicle",
                        ("@at", change.At.UnixMilliseconds),
                        ("@by", by),
                        ("@revision", change.Revision),
                        ("@code", code));
                    _database.BindList(command, page);
                    var done = await VehiclesAsync(command, cancellation);
                    return (done.Count > 0, done);
                },
                cancellation));
        }

        return released;
    }

    public async Task<AccessRead<IReadOnlyDictionary<VehicleId, VehicleOperator>>> OperatorsOfAsync(
        IReadOnlyCollection<VehicleId> vehicles, CancellationToken cancellation)
    {
        // Two rows of one operator share its text.
        var texts = new Dictionary<string, string>();
        await using var connection = await OpenAsync(cancellation);
        await using var command = connection.Command(
            $"select c.revision, v.vehicle, v.operator, {OwnFrom} from access_counter c left join access_vehicle v "
            + $"on v.until is null and v.vehicle in (select value from {_database.List})");
        _database.BindList(command, [.. vehicles.Select(v => v.ToString())]);
        var (revision, found) = await ReadAsync(
            command,
            "operator-vehicle",
            row =>
            {
                var code = row.GetString(2);
                return Tuple.Create(
                    VehicleId.FromStored(row.GetString(1)), new VehicleOperator(texts.TryAdd(code, code) ? code : texts[code], new(row.GetInt64(3))));
            },
            cancellation);
        return new(revision, found.ToDictionary(f => f.Item1, f => f.Item2));
    }

    public async Task<IReadOnlyList<OperatorVehicle>> VehiclesOfAsync(string code, VehicleId? after, int limit, CancellationToken cancellation)
    {
        // The page may be shorter where a row cannot be read, and the next begins with the last that can be: so it is filled up.
        var (found, from) = (new List<OperatorVehicle>(), after?.ToString() ?? "");
        await using var connection = await OpenAsync(cancellation);
        for (var rowsRead = limit; found.Count < limit && rowsRead == limit;)
        {
            rowsRead = 0;
            await using var command = connection.Command(
                $"select 0, v.vehicle, v.since, {OwnFrom} from access_vehicle v "
                + "where v.operator = @code and v.until is null and v.vehicle > @after order by v.vehicle limit @limit",
                ("@code", code),
                ("@after", from),
                ("@limit", limit));
            await using var rows = await command.ExecuteReaderAsync(cancellation);
            while (await rows.ReadAsync(cancellation))
            {
                (from, rowsRead) = (rows.GetString(1), rowsRead + 1);
                if (found.Count < limit && Row("operator-vehicle", rows, VehicleOf) is { } row)
                {
                    found.Add(row.Item1);
                }
            }
        }

        return found;
    }

    public async Task<string?> OperatorOfAsync(VehicleId vehicle, Instant at, CancellationToken cancellation)
    {
        await using var connection = await OpenAsync(cancellation);
        await using var command = connection.Command(
            "select operator from access_vehicle where vehicle = @vehicle and since <= @at and (until is null or until > @at) order by since desc limit 1",
            ("@vehicle", vehicle.ToString()),
            ("@at", at.UnixMilliseconds));
        return await command.ExecuteScalarAsync(cancellation) as string;
    }

    public async Task<IReadOnlyList<VehicleTenure>> TenuresOfAsync(IReadOnlyCollection<VehicleId> vehicles, CancellationToken cancellation)
    {
        await using var connection = await OpenAsync(cancellation);
        await using var command = connection.Command(
            $"select cast(0 as bigint), vehicle, operator, since, until from access_vehicle where vehicle in (select value from {_database.List}) order by vehicle, since");
        _database.BindList(command, [.. vehicles.Select(v => v.Canonical().ToString()).Distinct()]);
        return [.. (await ReadAsync(command, "operator-vehicle", TenureOf, cancellation)).Value.Select(t => t.Item1)];
    }

    public async Task<IReadOnlyList<VehicleTenure>> TenuresAsync(
        string code, Instant from, Instant to, VehicleId? after, int limit, CancellationToken cancellation)
    {
        const string Within = "operator = @code and since < @to and (until is null or until > @from)";
        await using var connection = await OpenAsync(cancellation);
        await using var command = connection.Command(
            $"select cast(0 as bigint), vehicle, operator, since, until from access_vehicle where {Within} and vehicle in "
            + $"(select distinct vehicle from access_vehicle where {Within} and vehicle > @after order by vehicle limit @limit) order by vehicle, since",
            ("@code", code),
            ("@from", from.UnixMilliseconds),
            ("@to", to.UnixMilliseconds),
            ("@after", after?.ToString() ?? ""),
            ("@limit", limit));
        return [.. (await ReadAsync(command, "operator-vehicle", TenureOf, cancellation)).Value.Select(t => t.Item1)];
    }

    private static Tuple<VehicleTenure> TenureOf(DbDataReader row) => Tuple.Create(new VehicleTenure(
        VehicleId.FromStored(row.GetString(1)), row.GetString(2), new(row.GetInt64(3)), row.IsDBNull(4) ? null : new(row.GetInt64(4))));

    private static Tuple<OperatorVehicle> VehicleOf(DbDataReader row) =>
        Tuple.Create(new OperatorVehicle(VehicleId.FromStored(row.GetString(1)), new(row.GetInt64(2)), new(row.GetInt64(3))));

    private async Task<(bool IsChanged, VehicleRegistration? Result)> RegisterAsync(
        AccessTransaction change, string code, string[] page, string by, CancellationToken cancellation)
    {
        await using (var known = change.Command("select 1 from access_operator where code = @code", ("@code", code)))
        {
            if (await known.ExecuteScalarAsync(cancellation) is null)
            {
                return (false, null);
            }
        }

        var (already, refused) = (0, new List<(VehicleId, string)>());
        await using (var taken = change.Command(
            $"select vehicle, operator from access_vehicle where until is null and vehicle in (select value from {_database.List}) order by vehicle"))
        {
            _database.BindList(taken, page);
            await using var rows = await taken.ExecuteReaderAsync(cancellation);
            while (await rows.ReadAsync(cancellation))
            {
                if (rows.GetString(1) == code)
                {
                    already++;
                }
                else
                {
                    refused.Add((VehicleId.FromStored(rows.GetString(0)), rows.GetString(1)));
                }
            }
        }

        if (already + refused.Count == page.Length)
        {
            return (false, new([], already, refused));
        }

        await using var insert = change.Command(
            "insert into access_vehicle (vehicle, since, operator, registered_by, revision) "
            + $"select value, @at, @code, @by, @revision from {_database.List} where true on conflict (vehicle) where until is null do nothing returning vehicle",
            ("@at", change.At.UnixMilliseconds),
            ("@code", code),
            ("@by", by),
            ("@revision", change.Revision));
        _database.BindList(insert, page);
        return (true, new(await VehiclesAsync(insert, cancellation), already, refused));
    }

    /// <summary>Runs a change and returns the vehicles that it changed.</summary>
    private static async Task<List<VehicleId>> VehiclesAsync(DbCommand change, CancellationToken cancellation)
    {
        var changed = new List<VehicleId>();
        await using var rows = await change.ExecuteReaderAsync(cancellation);
        while (await rows.ReadAsync(cancellation))
        {
            changed.Add(VehicleId.FromStored(rows.GetString(0)));
        }

        return changed;
    }

    private static IEnumerable<string[]> Pages(IReadOnlyCollection<VehicleId> vehicles) =>
        vehicles.Select(v => v.Canonical().ToString()).Distinct().Chunk(VehiclesAtOnce);
}
