using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Documents.Catalog;
using HazmatTrack.Domain.Documents.Permits;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.Registry;
using HazmatTrack.Testing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using StackExchange.Redis;

namespace HazmatTrack.Server.Tests.EndToEnd;

/// <summary>
/// Bytes are changed in every store, one kind after the other and at random, while 200 other trucks drive over a border: each change is set aside and
/// named, no report of the others is later than <see cref="s_latest"/>, and they have the alerts they would have had. Nothing else is tested
/// meanwhile: how late a report is must not hang on what other tests do with the machine.
/// </summary>
[Collection(nameof(Alone))]
public sealed class DamageTests : IDisposable
{
    private const int Others = 200;
    private const int Damaged = 12;

    /// <summary>Reports of a damaged truck before the others begin: enough for chunks and checkpoints.</summary>
    private const int Before = 400;

    private const int RandomFlips = 24;
    private static readonly TimeSpan s_latest = TimeSpan.FromSeconds(5);
    private static readonly Instant s_begin = Instant.From(TimeProvider.System.GetUtcNow()) - TimeSpan.FromHours(2);

    private readonly string _folder = Directory.CreateTempSubdirectory("hazmat-damage-").FullName;
    private readonly Dictionary<VehicleId, List<PositionReport>> _sent = [];
    private TimeSpan _worst;
    private int _round = 12;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, true);
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 2)]
    public async Task Damaged_bytes_are_set_aside_and_named_while_the_other_trucks_are_judged_in_time(bool real, int seed)
    {
        await using var program = real ? await TestProgram.RealAsync() : TestProgram.Embedded(_folder);
        var random = new Random(seed);
        var silo = await program.StartAsync();
        var taken = 0;
        var permit = new Permit
        {
            Number = "P-1",
            Vehicle = Bad(4),
            Provinces = [ProvinceCode.Jiangsu],
            ValidFrom = s_begin - TimeSpan.FromDays(1),
            ValidTo = s_begin + TimeSpan.FromDays(1),
        };
        await silo.Host.App.Services.GetRequiredService<IRegistryStore>().FileNewAsync(DocumentKinds.Permit, permit, "test", Stop);
        foreach (var some in Enumerable.Range(-Before, Before + _round).Chunk(50))
        {
            // One batch after the other: bases move on, and checkpoints are taken, between batches alone.
            await program.SendAsync(Enumerable.Range(0, Damaged).SelectMany(n => some.Select(i => (Bad(n), Report(i)))));
            await silo.HasTakenAsync(taken += some.Length * Damaged);
        }

        for (var i = 0; i < 12; i++)
        {
            await RoundAsync(alsoBad: true);
        }

        // One kind after the other; a late report has what was damaged read.
        await FlipAsync("history_chunk", "data", OfBad(0), random);
        await RoundAsync(true, Late(0));
        var newest = $"(select max(checkpoint_at) from history_chunk where {OfBad(1)} and checkpoint_at < {Report(-60).Time.UnixMilliseconds})";
        await FlipAsync("history_chunk", "checkpoint", $"checkpoint_at = {newest} and {OfBad(1)}", random);
        await RoundAsync(true, Late(1, -60));
        await FlipAsync("alert", "body", $"vehicle = '{Bad(2)}'", random);
        await RoundAsync(true, Late(2));
        await FlipAsync("alert_event", "body", $"alert in (select id from alert where vehicle = '{Bad(3)}')", random);
        foreach (var alert in await program.AlertsOfAsync(Bad(3)))
        {
            await program.Alerts.EventsOfAsync(alert.Id, Stop);
        }

        await RoundAsync(true, Late(3));
        await FlipAsync("registry_document", "content", "number = 'P-1'", random);
        await RoundAsync(true);

        // The truck of the damaged chunk is not judged, says so, and is judged again when it is given up.
        await Eventually.BecomesTrueAsync(
            async () => (await DetailAsync(silo, 0)).Contains("\"state\":\"quarantined\"", StringComparison.Ordinal), "quarantined");
        using (var answer = await silo.Http.PostAsync(new Uri($"/api/v1/vehicles/{Bad(0)}/judge-again?acceptLoss=true", UriKind.Relative), null, Stop))
        {
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Stop));
        }

        await RoundAsync(true);
        await Eventually.BecomesTrueAsync(async () => (await DetailAsync(silo, 0)).Contains("\"state\":\"judged\"", StringComparison.Ordinal), "judged again");

        // What a silo reads when it starts.
        await program.SendAsync([(Bad(5), Report(_round))]);
        await silo.HasTakenAsync(++taken);
        var redis = silo.Host.App.Services.GetRequiredService<IConnectionMultiplexer>();
        await FlipBlobAsync(redis, 6, random);
        var named = new List<string> { "A row of history_chunk", "the checkpoint of", "A row of alert cannot", "A row of alert_event" };
        Assert.All(named, words => Assert.True(silo.Log.HasSaid(words), words));
        Assert.Equal(0, await silo.CountAsync("hazmattrack_tracking_restarts_total"));
        await program.StopAsync(silo);
        await FlipAsync("history_journal", "data", "id = (select max(j.id) from history_journal j where j.partition = history_journal.partition) and partition = "
            + $"(select partition from history_vehicle where name = '{Bad(5)}')", random);
        silo = await program.StartAsync();
        taken = 0;
        await RoundAsync(true);
        await RoundAsync(true);
        named = ["history_journal", "registry_document", .. real ? new[] { "the packed state of" } : []];
        Assert.All(named, words => Assert.True(silo.Log.HasSaid(words), words));

        // At random.
        for (var i = 0; i < RandomFlips; i++)
        {
            var n = random.Next(Damaged);
            await (random.Next(4) switch
            {
                // A truck whose only chunk was given up has none before its late reports are merged.
                0 => FlipAsync("history_chunk", "data", OfBad(n), random, mustHave: false),
                1 => FlipAsync("history_chunk", "checkpoint", $"checkpoint is not null and {OfBad(n)}", random, mustHave: false),
                2 => FlipAsync("alert", "body", $"vehicle = '{Bad(n)}'", random, mustHave: false),
                _ => FlipBlobAsync(silo.Host.App.Services.GetRequiredService<IConnectionMultiplexer>(), n, random),
            });
            await RoundAsync(true, Late(n));
        }

        Assert.Equal(0, await silo.CountAsync("hazmattrack_tracking_restarts_total"));
        for (var n = 0; n < Others; n++)
        {
            var expected = SomeFleet.Expected(Other(n), _sent[Other(n)]);
            Assert.NotEmpty(expected);
            await Eventually.BecomesTrueAsync(async () => (await program.StandingAsync(Other(n))).SequenceEqual(expected), $"the alerts of {Other(n)}");
            Assert.Equal(_sent[Other(n)], await program.HistoryAsync(Other(n)));
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"The latest report was stored after {_worst.TotalMilliseconds:0} ms.");
        Assert.True(_worst < s_latest, $"A report was stored {_worst} after it was sent.");

        // A report of every truck, all at once, and perhaps one that comes late.
        async Task RoundAsync(bool alsoBad, params (VehicleId Vehicle, PositionReport Report)[] late)
        {
            var others = Enumerable.Range(0, Others).Select(n => (Vehicle: Other(n), Report: Report(_round))).ToList();
            var bad = alsoBad ? Enumerable.Range(0, Damaged).Select(n => (Vehicle: Bad(n), Report: Report(_round))) : [];
            others.ForEach(o => (_sent.TryGetValue(o.Vehicle, out var sent) ? sent : _sent[o.Vehicle] = []).Add(o.Report));
            List<(VehicleId Vehicle, PositionReport Report)> all = [.. late, .. bad, .. others];
            _round++;
            var watch = Stopwatch.StartNew();
            await program.SendAsync(all);
            await silo.HasTakenAsync(taken += all.Count);
            _worst = watch.Elapsed > _worst ? watch.Elapsed : _worst;
        }

        async Task FlipAsync(string table, string column, string where, Random at, bool mustHave = true)
        {
            await using var connection = await ConnectAsync(program, table);
            int changed;
            do
            {
                var values = new List<object>();
                await using (var read = Command(connection, $"select {column} from {table} where {where}"))
                await using (var reader = await read.ExecuteReaderAsync(Stop))
                {
                    while (await reader.ReadAsync(Stop))
                    {
                        values.Add(reader.GetValue(0));
                    }
                }

                if (values.Count == 0)
                {
                    Assert.False(mustHave, $"nothing in {table} where {where}");
                    return;
                }

                var value = values[at.Next(values.Count)];
                await using var write = Command(connection, $"update {table} set {column} = @new where {where} and {column} = @old");
                Bind(write, "@old", value);
                Bind(write, "@new", value is byte[] bytes ? Flipped(bytes, at) : Broken((string)value, at));
                changed = await write.ExecuteNonQueryAsync(Stop);
            }
            while (changed == 0); // The silo goes on: what was read may have been written again since.

            static void Bind(DbCommand command, string name, object what)
            {
                var parameter = command.CreateParameter();
                (parameter.ParameterName, parameter.Value) = (name, what);
                command.Parameters.Add(parameter);
            }
        }
    }

    private static VehicleId Bad(int number) => new(string.Create(CultureInfo.InvariantCulture, $"苏E{10_000 + number}"), PlateColour.Yellow);

    private static VehicleId Other(int number) => new(string.Create(CultureInfo.InvariantCulture, $"沪B{20_000 + number}"), PlateColour.Yellow);

    private static string OfBad(int number) => $"vehicle = (select id from history_vehicle where name = '{Bad(number)}')";

    private static byte[] Flipped(byte[] bytes, Random random)
    {
        bytes = [.. bytes];
        bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
        return bytes;
    }

    /// <summary>What was text is none any more where a byte of it was changed to a control character.</summary>
    private static string Broken(string text, Random random)
    {
        var at = random.Next(text.Length);
        return $"{text[..at]}\u0002{text[(at + 1)..]}";
    }

    /// <summary>To and fro over a border, 300 m in half a minute.</summary>
    private static PositionReport Report(int number)
    {
        var (from, to) = (SomeFleet.WayOf(0)[0], SomeFleet.WayOf(0)[1]);
        var passes = new List<BorderIntersection>();
        ShippedBorders.Map.CrossSegment(from, to, passes);
        var (length, border) = (Geodesy.Between(from, to).Metres, passes[0].Fraction);
        var phase = ((number % 80) + 80) % 80;
        var metres = 300.0 * (phase < 40 ? phase - 20 : 60 - phase);
        return new()
        {
            Time = new(s_begin.UnixMilliseconds + (number * 30_000L)),
            Position = Geodesy.Along(from, to, border + (metres / length)),
            SpeedDeciKmh = 360,
            Status = ReportStatus.AccOn | ReportStatus.Fixed,
        };
    }

    private static int s_late;

    /// <summary>A report between two of long ago.</summary>
    private static (VehicleId Vehicle, PositionReport Report) Late(int number, int at = -300)
    {
        var near = Report(at);
        return (Bad(number), near with { Time = near.Time + TimeSpan.FromMilliseconds(100 * Interlocked.Increment(ref s_late)) });
    }

    private static async Task<string> DetailAsync(TestProgram.Silo silo, int number) =>
        await silo.Http.GetStringAsync(new Uri($"/api/v1/vehicles/{Bad(number)}", UriKind.Relative), Stop);

    private static async Task FlipBlobAsync(IConnectionMultiplexer redis, int number, Random random)
    {
        foreach (var key in redis.GetServers()[0].Keys(pattern: $"*s:{Bad(number)}").ToList())
        {
            var database = redis.GetDatabase();
            await database.StringSetAsync(key, Flipped((byte[])(await database.StringGetAsync(key))!, random));
        }
    }

    private async Task<DbConnection> ConnectAsync(TestProgram program, string table)
    {
        var file = table.StartsWith("history", StringComparison.Ordinal)
            ? "history.db" : table.StartsWith("alert", StringComparison.Ordinal) ? "alerts.db" : "registry.db";
        DbConnection connection = program.Postgres is { } postgres
            ? new NpgsqlConnection(postgres)
            : new SqliteConnection($"Data Source={Path.Combine(_folder, file)};Pooling=False");
        await connection.OpenAsync(Stop);
        return connection;
    }

    private static DbCommand Command(DbConnection connection, string sql)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // Texts of this file.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command;
    }
}
