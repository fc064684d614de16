using HazmatTrack.Domain.Access;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Storage.Access;

/// <remarks>This part says what has changed. A row has the revision of its newest change, so that no list of changes grows.</remarks>
public sealed partial class AccessStore
{
    /// <summary>Where revisions are, the kind of row, and its key.</summary>
    private static readonly (string Table, string Kind, string Key)[] s_revised =
    [
        ("access_operator", "operator", "code"),
        ("access_vehicle", "operator-vehicle", "vehicle"),
        ("access_key", "api-key", "id"),
        ("access_session", "session", "id"),
    ];

    public async Task<long> TimelineAsync(CancellationToken cancellation)
    {
        await using var connection = await OpenAsync(cancellation);
        await using var command = connection.Command($"select {_database.Timeline}");
        return (long)(await command.ExecuteScalarAsync(cancellation))!;
    }

    public async Task<long> RevisionAsync(CancellationToken cancellation)
    {
        await using var connection = await OpenAsync(cancellation);
        await using var command = connection.Command("select revision from access_counter");
        return (long)(await command.ExecuteScalarAsync(cancellation))!;
    }

    public Task ListenAsync(Action signal, CancellationToken cancellation) => _database.ListenAsync(signal, cancellation);

    public async Task<AccessChanges> ChangesAfterAsync(long revision, int limit, CancellationToken cancellation)
    {
        await using var connection = await OpenAsync(cancellation);

        // The page ends with a whole revision: the one that the last of so many rows has. What changes again in between gets a later one, on a later page.
        var next = string.Join(
            " union all ",
            s_revised.Select(t => $"select revision from (select revision from {t.Table} where revision > @after order by revision limit @limit) as {t.Table}_next"));
        await using var find = connection.Command(
            $"select max(revision) from (select revision from ({next}) as revised order by revision limit @limit) as page", ("@after", revision), ("@limit", limit));
        if (await find.ExecuteScalarAsync(cancellation) is not long upTo)
        {
            return new(revision, [], [], [], []);
        }

        var (operators, vehicles, keys, sessions) = (new List<string>(), new List<VehicleId>(), new List<string>(), new List<SecretHash>());
        var changed = s_revised.Select((t, i) => $"select {i}, {t.Key} from {t.Table} where revision > @after and revision <= @upTo");
        await using var command = connection.Command(string.Join(" union all ", changed), ("@after", revision), ("@upTo", upTo));
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        while (await rows.ReadAsync(cancellation))
        {
            var (kind, key) = (s_revised[rows.GetInt32(0)].Kind, rows.GetString(1));
            switch (kind)
            {
                case "operator":
                    operators.Add(key);
                    break;
                case "api-key":
                    keys.Add(key);
                    break;
                case "operator-vehicle" when VehicleId.TryFromStored(key, out var vehicle):
                    vehicles.Add(vehicle);
                    break;
                case "session" when SecretHash.TryParse(key, out var session):
                    sessions.Add(session);
                    break;
                default:
                    ReportDamage(kind, key, "The key of the row has not its form.");
                    break;
            }
        }

        return new(upTo, operators, vehicles, keys, sessions);
    }
}
