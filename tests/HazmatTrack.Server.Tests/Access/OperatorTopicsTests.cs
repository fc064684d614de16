using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using HazmatTrack.Access.Demo;
using HazmatTrack.Contracts.Positions;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Kafka.Consuming;
using HazmatTrack.Server.Tests.EndToEnd;
using HazmatTrack.Storage.Access;
using HazmatTrack.Storage.Registry;
using HazmatTrack.TestServers;
using HazmatTrack.Testing;
using Microsoft.Extensions.DependencyInjection;
using ErrorCode = Confluent.Kafka.ErrorCode;

namespace HazmatTrack.Server.Tests.Access;

/// <summary>
/// Operators that send to topics of their own, on real brokers that ask who they are: each writes to its own alone, and what it says of a vehicle of somebody
/// else is a dead letter.
/// </summary>
public sealed class OperatorTopicsTests
{
    private const string A = DemoPeople.OperatorA, B = DemoPeople.OperatorB;

    private static readonly VehicleId s_ofA = new("沪A10001", PlateColour.Yellow), s_ofB = new("苏B10002", PlateColour.Yellow);
    private static readonly VehicleId s_nobodys = new("浙C10003", PlateColour.Yellow);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_an_operator_sends_to_its_topic_is_tracked_and_what_it_sends_of_others_is_a_dead_letter()
    {
        await using var program = await TestProgram.RealAsync();
        var (silo, prefix) = await StartAsync(program);
        var start = Instant.From(TimeProvider.System.GetUtcNow()) - TimeSpan.FromMinutes(10);
        using var producer = Producer(Servers.Kafka);

        // Its own, without a key too; that of another operator, and of nobody; a forged key over a vehicle of its own, and no position at all.
        await SendAsync(s_ofA, 0);
        await SendAsync(s_ofA, 1, key: null);
        await SendAsync(s_ofB, 2);
        await SendAsync(s_nobodys, 3);
        await SendAsync(s_ofA, 4, key: s_ofB.ToString());
        await producer.ProduceAsync(prefix + A, new() { Key = s_ofA.ToString(), Value = [1, 2, 3], Headers = Forged() }, Stop);
        await producer.ProduceAsync(prefix + A, new() { Key = s_ofA.ToString(), Value = new byte[150_000] }, Stop);

        // A key with blanks that some reader cuts off, longer than any of a vehicle; one so long that nobody reads it; headers that cost more than they count.
        await SendAsync(s_ofB, 5, key: s_ofB + new string('\u3000', 31));
        await SendAsync(s_ofB, 6, key: s_ofB + new string(' ', 200));
        var many = new Headers();
        for (var i = 0; i < 50_000; i++)
        {
            many.Add("", null);
        }

        var last = PositionSender.Encode(s_ofA, ReportAt(start, 7));
        await producer.ProduceAsync(prefix + A, new() { Key = s_ofA.ToString(), Value = last, Headers = many }, Stop);
        await Eventually.BecomesTrueAsync(async () => (await program.HistoryAsync(s_ofA)).Count == 3, "three reports stored", 60);
        await Eventually.BecomesTrueAsync(async () => await silo.CountAsync("hazmattrack_operator_records_total") == 10, "all forwarded", 30);
        Assert.Empty(await program.HistoryAsync(s_ofB));
        Assert.Empty(await program.HistoryAsync(s_nobodys));
        Assert.Equal(4, await silo.CountAsync("hazmattrack_operator_records_total", "not-your-vehicle"));
        Assert.Equal(1, await silo.CountAsync("hazmattrack_operator_records_total", "oversized"));

        await Eventually.BecomesTrueAsync(() => Task.FromResult(Letters(program).Count == 7), "all dead letters", 30);
        var letters = Letters(program);
        Assert.Equal(
            ["not-your-vehicle", "not-your-vehicle", "not-your-vehicle", "not-your-vehicle", "oversized", "undecodable", "unknown-vehicle-format"],
            letters.Select(l => Header(l, DeadLetterHeaders.Reason)).Order());

        // Whoever looks at a letter sees the operator whose topic it was on, not what the operator called itself.
        Assert.All(letters, l => Assert.Equal($"operator:{A}", Header(l, PositionSender.SourceHeader)));
        var foreign = letters.Where(l => Header(l, DeadLetterHeaders.Reason) == "not-your-vehicle");
        Assert.All(foreign, l => Assert.Equal(prefix + A, Header(l, DeadLetterHeaders.Topic)));

        // The report came in when the brokers had it, whatever timestamp its sender chose.
        Task SendAsync(VehicleId vehicle, int at, string? key = "") => producer.ProduceAsync(
            prefix + A,
            new()
            {
                Key = key == "" ? vehicle.ToString() : key!,
                Value = PositionSender.Encode(vehicle, ReportAt(start, at)),
                Timestamp = new(new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc)),
                Headers = Forged(),
            },
            Stop);
    }

    [Fact]
    public async Task An_operator_can_write_to_its_own_topic_and_neither_write_nor_read_another()
    {
        var sasl = Servers.KafkaSasl;
        await using var program = await TestProgram.RealAsync();
        var users = $"u{Guid.NewGuid().ToString("N")[..8]}";
        var (_, prefix) = await StartAsync(program, $"--Operators:Principal=User:{users}-{{code}}");
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = Servers.Kafka }).Build();
        await admin.AlterUserScramCredentialsAsync(new[] { A, B }.Select(code => (UserScramCredentialAlteration)new UserScramCredentialUpsertion
        {
            User = $"{users}-{code}",
            ScramCredentialInfo = new() { Mechanism = ScramMechanism.ScramSha512, Iterations = 4096 },
            Password = Encoding.UTF8.GetBytes($"secret of {code}"),
        }));

        var value = PositionSender.Encode(s_ofA, ReportAt(Instant.From(TimeProvider.System.GetUtcNow()) - TimeSpan.FromMinutes(1), 0));
        using var producer = Producer(sasl, $"{users}-{A}", $"secret of {A}");
        await Eventually.BecomesTrueAsync(async () => await ErrorOfAsync(producer, prefix + A, value) is null, "A writes to its own topic", 30);
        Assert.Equal(ErrorCode.TopicAuthorizationFailed, await ErrorOfAsync(producer, prefix + B, value));
        Assert.Equal(ErrorCode.TopicAuthorizationFailed, await ErrorOfAsync(producer, program.Topic, value));
        await Eventually.BecomesTrueAsync(async () => (await program.HistoryAsync(s_ofA)).Count == 1, "tracked", 60);

        // It may form a group, so that nothing but the topics themselves is in its way.
        await admin.CreateAclsAsync(
        [
            new()
            {
                Pattern = new() { Type = ResourceType.Group, Name = $"{users}-spy", ResourcePatternType = ResourcePatternType.Literal },
                Entry = new() { Principal = $"User:{users}-{A}", Host = "*", Operation = AclOperation.Read, PermissionType = AclPermissionType.Allow },
            },
        ]);
        foreach (var topic in new[] { prefix + B, program.Topic })
        {
            using var consumer = new ConsumerBuilder<string?, byte[]>(Config<ConsumerConfig>(sasl, $"{users}-{A}", $"secret of {A}", c =>
            {
                c.GroupId = $"{users}-spy";
                c.AutoOffsetReset = AutoOffsetReset.Earliest;
            })).Build();

            // The brokers do not even say that there is such a topic, which everybody else can ask for.
            var refusal = Assert.ThrowsAny<KafkaException>(() => consumer.QueryWatermarkOffsets(new(topic, 0), TimeSpan.FromSeconds(20)));
            Assert.Contains(refusal.Error.Code, new[] { ErrorCode.TopicAuthorizationFailed, ErrorCode.Local_UnknownPartition });
            using var anybody = new ConsumerBuilder<string?, byte[]>(Config<ConsumerConfig>(Servers.Kafka, null, null, c => c.GroupId = "anybody")).Build();
            Assert.Equal(0, anybody.QueryWatermarkOffsets(new(topic, 0), TimeSpan.FromSeconds(20)).Low.Value);
        }
    }

    [Fact]
    public async Task By_http_a_report_belongs_to_the_operator_of_the_key_and_one_of_another_vehicle_is_refused()
    {
        var folder = Directory.CreateTempSubdirectory("hazmat-own-");
        await using (var program = TestProgram.Embedded(folder.FullName))
        {
            var silo = await program.StartAsync("--Operators:TakesUnregistered=false");
            await RegisterAsync(silo);
            var now = TimeProvider.System.GetUtcNow();
            var body = new[] { s_ofA, s_ofB, s_nobodys }.Select((v, i) => new
            {
                plate = v.Plate,
                plateColor = (int)v.Colour,
                time = now.AddSeconds(-i),
                lat = 31.2,
                lon = 121.4,
                speedKmh = 50,
                heading = 90,
            }).ToList();
            using var answer = await silo.Http.PostAsJsonAsync("/api/v1/positions", body, Stop);
            Assert.Equal(202, (int)answer.StatusCode);
            var told = await answer.Content.ReadFromJsonAsync<JsonElement>(Stop);
            Assert.Equal(1, told.GetProperty("accepted").GetInt32());
            Assert.Equal(
                [(1, "not-your-vehicle"), (2, "not-your-vehicle")],
                told.GetProperty("rejected").EnumerateArray().Select(r => (r.GetProperty("index").GetInt32(), r.GetProperty("code").GetString())));

            // The two are told apart by nothing but their plates.
            var details = told.GetProperty("rejected").EnumerateArray().Select(r => r.GetProperty("detail").GetString()!).ToList();
            Assert.Equal(details[0].Replace(s_ofB.Plate, "", StringComparison.Ordinal), details[1].Replace(s_nobodys.Plate, "", StringComparison.Ordinal));
            Assert.Equal(2, await silo.CountAsync("hazmattrack_door_items_total", "not-your-vehicle"));
            await silo.HasTakenAsync(1);
        }

        folder.Delete(true);
    }

    private static async Task<(TestProgram.Silo Silo, string Prefix)> StartAsync(TestProgram program, params string[] more)
    {
        var prefix = $"{program.Topic}.in.";
        var silo = await program.StartAsync(
            [
                "--Operators:Topics=true", $"--Operators:TopicPrefix={prefix}", $"--Operators:Group={program.Topic}-operators",
                "--Operators:TakesUnregistered=false", .. more,
            ]);
        await RegisterAsync(silo);
        await Eventually.BecomesTrueAsync(
            () =>
            {
                using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = Servers.Kafka }).Build();
                var topics = admin.GetMetadata(TimeSpan.FromSeconds(10)).Topics;
                return Task.FromResult(topics.Count(t => t.Topic.StartsWith(prefix, StringComparison.Ordinal)) == 2);
            },
            "a topic for each operator", 60);
        return (silo, prefix);
    }

    private static async Task RegisterAsync(TestProgram.Silo silo)
    {
        var store = silo.Host.App.Services.GetRequiredService<IAccessStore>();
        foreach (var (code, vehicle) in new[] { (A, s_ofA), (B, s_ofB) })
        {
            await store.SaveOperatorAsync(new() { Code = code, Name = code, Province = ProvinceCode.Shanghai }, "test", VersionCondition.None, Stop);
            await store.RegisterVehiclesAsync(code, [vehicle], "test", Stop);
        }
    }

    private static PositionReport ReportAt(Instant start, int at) => new()
    {
        Time = start + TimeSpan.FromSeconds(at),
        Position = new(31_200_000, 121_400_000),
        SpeedDeciKmh = 500,
        Status = ReportStatus.AccOn | ReportStatus.Fixed,
    };

    private static Headers Forged() => new() { { PositionSender.SourceHeader, Encoding.UTF8.GetBytes("somebody else") } };

    private static async Task<ErrorCode?> ErrorOfAsync(IProducer<string?, byte[]> producer, string topic, byte[] value)
    {
        try
        {
            await producer.ProduceAsync(topic, new() { Key = s_ofA.ToString(), Value = value }, Stop);
            return null;
        }
        catch (ProduceException<string?, byte[]> e)
        {
            return e.Error.Code;
        }
    }

    private static List<ConsumeResult<string?, byte[]>> Letters(TestProgram program)
    {
        var topic = program.Silos[0].Host.App.Services.GetRequiredService<PositionTopicsOptions>().DeadLetterTopic;
        return PartitionsToEnd.ReadAll<string?, byte[]>(new() { BootstrapServers = Servers.Kafka! }, "letters", topic);
    }

    private static string Header(ConsumeResult<string?, byte[]> letter, string name) => Encoding.UTF8.GetString(letter.Message.Headers.GetLastBytes(name));

    private static IProducer<string?, byte[]> Producer(string servers, string? user = null, string? password = null) =>
        new ProducerBuilder<string?, byte[]>(Config<ProducerConfig>(servers, user, password, c => c.MessageTimeoutMs = 20_000)).Build();

    private static T Config<T>(string servers, string? user, string? password, Action<T> set)
        where T : ClientConfig, new()
    {
        var config = new T { BootstrapServers = servers };
        if (user is not null)
        {
            (config.SecurityProtocol, config.SaslMechanism) = (SecurityProtocol.SaslPlaintext, SaslMechanism.ScramSha512);
            (config.SaslUsername, config.SaslPassword) = (user, password);
        }

        set(config);
        return config;
    }
}
