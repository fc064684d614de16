using System.Text;
using CsCheck;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Server.Embedded;
using HazmatTrack.Storage.HotState;
using HazmatTrack.Storage.HotState.Entries;
using HazmatTrack.TestServers;
using StackExchange.Redis;

namespace HazmatTrack.Server.Tests.HotState;

/// <summary>One suite for every engine.</summary>
public sealed partial class RedisHotStateTests : IAsyncDisposable
{
    private static readonly GeoPoint s_kunshan = new(31_385_600, 120_980_700);
    private readonly string _prefix = $"test-{Guid.NewGuid():N}:";
    private EmbeddedRedis? _embedded;
    private ConnectionMultiplexer? _redis;

    public static TheoryData<string> Engines => ["garnet", "redis", "cluster"];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private IDatabase Database => _redis!.GetDatabase();

    public async ValueTask DisposeAsync()
    {
        if (_redis is not null)
        {
            await FlushAsync();
            await _redis.DisposeAsync();
        }

        if (_embedded is not null)
        {
            await _embedded.DisposeAsync();
        }
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_batch_larger_than_a_command_is_read_back_in_the_order_asked(string engine)
    {
        var hot = await StartAsync(engine);
        var written = Enumerable.Range(0, 1234)
            .Select(i => Truck(i, s_kunshan, ProvinceCode.Jiangsu) with { Blob = Encoding.UTF8.GetBytes(new string('x', i + 1)) }).ToList();
        await hot.WriteAsync(written, Stop);
        var asked = written.Select(w => w.Vehicle).Append(Id(9999)).Reverse().ToList();
        var blobs = await hot.ReadAsync(asked, Stop);
        Assert.Null(blobs[0]);
        for (var i = 1; i < asked.Count; i++)
        {
            Assert.Equal(1235 - i, blobs[i]!.Value.Length);
        }

        var sights = await hot.LastSeenAsync(asked, Stop);
        Assert.Null(sights[0]);
        Assert.Equal(new(Id(1233), new(1233), s_kunshan, ProvinceCode.Jiangsu) { Fix = SeenFix.FromReport(Fix(1233, s_kunshan)!.Value) }, sights[1]);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_province_is_listed_in_pages_without_gap_or_repetition(string engine)
    {
        var hot = await StartAsync(engine);
        await hot.WriteAsync([.. Enumerable.Range(0, 95).Select(i => Truck(i, null, i % 2 == 0 ? ProvinceCode.Anhui : ProvinceCode.None))], Stop);
        var found = new List<VehicleId>();
        for (VehicleId? after = null; ;)
        {
            var page = await hot.InProvinceAsync(ProvinceCode.Anhui, after, 10, Stop);
            found.AddRange(page.Select(p => p.Vehicle));
            if (page.Count < 10)
            {
                break;
            }

            after = page[^1].Vehicle;
        }

        Assert.Equal(48, found.Count);
        Assert.Equal(found.Order(), found);
        Assert.Equal(48, found.Distinct().Count());
        Assert.Equal(47, (await hot.InProvinceAsync(ProvinceCode.None, null, 100, Stop)).Count);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Nearest_come_first_and_none_beyond_the_radius(string engine)
    {
        var hot = await StartAsync(engine);
        var points = Enumerable.Range(0, 200).Select(i => new GeoPoint(s_kunshan.LatitudeE6 + (i * 1500), s_kunshan.LongitudeE6 - (i * 700))).ToList();
        await hot.WriteAsync([.. points.Select((p, i) => Truck(i, p, ProvinceCode.Jiangsu)).Append(Truck(500, null, ProvinceCode.Jiangsu))], Stop);
        var radius = Distance.FromKilometres(12);
        var expected = points.Select((p, i) => (Id: Id(i), Far: Geodesy.Between(s_kunshan, p)))
            .Where(p => p.Far <= radius).OrderBy(p => p.Far).Select(p => p.Id).ToList();
        Assert.InRange(expected.Count, 20, 180);
        Assert.Equal(expected, (await hot.NearAsync(s_kunshan, radius, 1000, Stop)).Select(s => s.Vehicle));
        Assert.Equal(expected[..7], (await hot.NearAsync(s_kunshan, radius, 7, Stop)).Select(s => s.Vehicle));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => hot.NearAsync(s_kunshan, Distance.FromKilometres(201), 1, Stop));
        Assert.Equal(200, (await hot.NearAsync(s_kunshan, IHotState.MaxRadius, 1000, Stop)).Count);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_flush_is_noticed_partition_by_partition_and_part_by_part(string engine)
    {
        var hot = await StartAsync(engine);
        var seen = await hot.LookAsync(PartSet.All, Stop);
        Assert.Equal((PartSet.All, PartSet.None, null), (seen.Known, seen.CompleteFor(3), seen.Fault));
        await hot.MarkCompleteAsync(3, PartSet.All, seen, Stop);
        var marked = await hot.LookAsync(PartSet.All, Stop);
        Assert.Equal((PartSet.All, PartSet.None), (marked.CompleteFor(3), marked.CompleteFor(4)));
        Assert.Equal(PartSet.Only(7), (await hot.LookAsync(PartSet.Only(7), Stop)).CompleteFor(3));

        // One part alone is lost, and marked by whoever looked before it was.
        await Database.KeyDeleteAsync([new HotKeys(_prefix).Birth(7), new HotKeys(_prefix).Whole(7)]);
        await hot.MarkCompleteAsync(3, PartSet.All, marked, Stop);
        Assert.Equal(PartSet.All.Except(PartSet.Only(7)), (await hot.LookAsync(PartSet.All, Stop)).CompleteFor(3));
        await FlushAsync();
        Assert.Equal(PartSet.None, (await hot.LookAsync(PartSet.All, Stop)).CompleteFor(3));
    }

    /// <summary>A restart with an older snapshot: the key is there, and the views lack what came since.</summary>
    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Vehicles_that_moved_after_the_snapshot_that_Redis_came_back_with_are_in_their_views_once_they_are_written_again(string engine)
    {
        var hot = await StartAsync(engine);
        var truck = Truck(1, s_kunshan, ProvinceCode.Jiangsu);
        await hot.WriteAsync([truck], Stop);
        var born = await Database.StringGetAsync(new HotKeys(_prefix).Birth(HotParts.PartOf(Id(1))));
        await hot.WriteAsync([truck with { Province = ProvinceCode.Shanghai }], Stop);
        await Database.KeyDeleteAsync(Key(Id(1), "p:310000"));
        await Database.StringSetAsync(
            new HotKeys(_prefix).Birth(HotParts.PartOf(Id(1))), "another run" + born.ToString()[born.ToString().IndexOf('/', StringComparison.Ordinal)..]);

        await hot.LookAsync(PartSet.All, Stop);
        await hot.WriteAsync([truck with { Province = ProvinceCode.Shanghai, Blob = default }], Stop);
        Assert.Single(await hot.InProvinceAsync(ProvinceCode.Shanghai, null, 10, Stop));
    }

    /// <summary>As parts lie in a cluster: by CRC16 of the tag.</summary>
    [Fact]
    public void Masters_with_equal_ranges_of_slots_hold_equally_many_parts_and_parts_equally_many_trucks()
    {
        var slots = Enumerable.Range(0, HotParts.Count)
            .Select(p => Crc16(HotParts.Tag(p).ToString(System.Globalization.CultureInfo.InvariantCulture)) % 16384).ToList();
        Assert.All(slots, (slot, part) => Assert.InRange(slot, (part * 1024) + 256, (part * 1024) + 767));
        var trucks = Enumerable.Range(0, 64_000)
            .Select(i => HotParts.PartOf(new($"苏{(char)('A' + (i % 8))}{i % 100_000:D5}", PlateColour.Yellow))).CountBy(p => p).ToList();
        Assert.Equal(HotParts.Count, trucks.Count);
        Assert.All(trucks, t => Assert.InRange(t.Value, 3_600, 4_400));

        static int Crc16(string text)
        {
            var crc = 0;
            foreach (var letter in text)
            {
                crc ^= letter << 8;
                for (var bit = 0; bit < 8; bit++)
                {
                    crc = ((crc & 0x8000) != 0 ? (crc << 1) ^ 0x1021 : crc << 1) & 0xFFFF;
                }
            }

            return crc;
        }
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_value_that_is_not_ours_counts_as_none(string engine)
    {
        var hot = await StartAsync(engine);
        await Database.StringSetAsync(Key(Id(1), "v:" + Id(1)), "something of another version");
        await Database.StringSetAsync(Key(Id(2), "v:" + Id(2)), "");
        Assert.All(await hot.LastSeenAsync([Id(1), Id(2)], Stop), s => Assert.Null(s));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_fix_that_is_older_than_the_newest_report_keeps_its_own_time(string engine)
    {
        var hot = await StartAsync(engine);
        await hot.WriteAsync([Truck(1, s_kunshan, ProvinceCode.Jiangsu) with { Time = new(99), IsFaulted = true }], Stop);
        var sight = (await hot.LastSeenAsync([Id(1)], Stop))[0]!.Value;
        Assert.Equal((new(99), SeenFix.FromReport(Fix(1, s_kunshan)!.Value), true), (sight.Time, sight.Fix!.Value, sight.IsFaulted));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task What_a_program_before_wrote_is_read_and_what_this_one_writes_begins_the_same(string engine)
    {
        var hot = await StartAsync(engine);
        await hot.WriteAsync([Truck(1, s_kunshan, ProvinceCode.Jiangsu)], Stop);
        var value = (byte[])(await Database.StringGetAsync(Key(Id(1), "v:" + Id(1))))!;
        Assert.Equal(Convert.FromHexString("0101" + "0100000000000000" + "00E8DE01" + "DC043607"), value[..18]);
        await Database.StringSetAsync(Key(Id(1), "v:" + Id(1)), value[..26]);
        Assert.Equal(new(Id(1), new(1), s_kunshan, ProvinceCode.Jiangsu), (await hot.LastSeenAsync([Id(1)], Stop))[0]);
        Assert.Single(await hot.NearAsync(s_kunshan, Distance.FromKilometres(1), 10, Stop));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Where_a_vehicle_is_changes_without_its_state(string engine)
    {
        var hot = await StartAsync(engine);
        var truck = Truck(1, s_kunshan, ProvinceCode.Jiangsu);
        await hot.WriteAsync([truck], Stop);
        await hot.WriteAsync([truck with { Blob = default, Time = new(99), Province = ProvinceCode.Shanghai }], Stop);
        Assert.Equal([1, 2, 3], (await hot.ReadAsync([Id(1)], Stop))[0]!.Value.ToArray());
        Assert.Equal((new(99), ProvinceCode.Shanghai),
            ((await hot.LastSeenAsync([Id(1)], Stop))[0]!.Value.Time, (await hot.LastSeenAsync([Id(1)], Stop))[0]!.Value.Province));
    }

    [Fact]
    public void A_circle_lies_within_its_cells() =>
        Gen.Select(Gen.Int[-85_000_000, 85_000_000], Gen.Int[-170_000_000, 170_000_000], Gen.Double[10, 60_000], Gen.Double[0, 6.283]).Sample(
            (latitude, longitude, metres, angle) =>
            {
                var centre = new GeoPoint(latitude, longitude);
                var point = new GeoPoint(
                    latitude + (int)(metres * Math.Sin(angle) / Geodesy.MetresPerLatitudeE6),
                    longitude + (int)(metres * Math.Cos(angle) / Geodesy.MetresPerLongitudeE6(latitude)));
                var radius = Geodesy.Between(centre, point);
                Assert.Contains(Cell.IndexOf(point), Cell.Around(centre, radius));
            },
            iter: 3000);

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task The_deadlines_of_vehicles_are_read_without_their_states_and_go_when_nothing_is_waited_for(string engine)
    {
        var hot = await StartAsync(engine);
        var trucks = Enumerable.Range(0, 40)
            .Select(i => Truck(i, s_kunshan, ProvinceCode.Jiangsu) with { Due = i % 2 == 0 ? Due(1000 + i, -i) : null }).ToList();
        await hot.WriteAsync(trucks, Stop);
        var dues = await hot.DuesAsync(PartSet.All, Stop);
        Assert.Equal(trucks.Where(t => t.Due is not null).Select(t => (t.Vehicle, t.Due!.Value)), dues.OrderBy(d => d.Vehicle));
        Assert.All(await hot.DuesAsync(PartSet.Only(3), Stop), d => Assert.Equal(3, HotParts.PartOf(d.Vehicle)));

        await hot.WriteAsync([trucks[0] with { Due = null, IsDueGone = true }, trucks[1] with { Due = Due(7, 0) }, trucks[2] with { Due = null }], Stop);
        var now = (await hot.DuesAsync(PartSet.All, Stop)).ToDictionary(d => d.Vehicle, d => d.Due);
        Assert.False(now.ContainsKey(Id(0)));
        Assert.Equal((Due(7, 0), Due(1002, -2), 20), (now[Id(1)], now[Id(2)], now.Count));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_deadline_that_moves_on_is_written_with_the_packed_state_and_an_earlier_one_at_once(string engine)
    {
        var hot = await StartAsync(engine);
        var truck = Truck(1, s_kunshan, ProvinceCode.Jiangsu) with { Due = Due(1000, 5) };
        await hot.WriteAsync([truck], Stop);
        await hot.WriteAsync([truck with { Due = Due(2000, 5), Blob = default }], Stop);
        Assert.Equal(Due(1000, 5), Assert.Single(await hot.DuesAsync(PartSet.All, Stop)).Due);
        await hot.WriteAsync([truck with { Due = Due(900, 5), Blob = default }], Stop);
        Assert.Equal(Due(900, 5), Assert.Single(await hot.DuesAsync(PartSet.All, Stop)).Due);
        await hot.WriteAsync([truck with { Due = Due(3000, 5) }], Stop);
        Assert.Equal(Due(3000, 5), Assert.Single(await hot.DuesAsync(PartSet.All, Stop)).Due);

        // Redis loses all: the next batch brings it back.
        await FlushAsync();
        await hot.WriteAsync([truck with { Due = Due(3100, 5), Blob = default }], Stop);
        Assert.Equal(Due(3100, 5), Assert.Single(await hot.DuesAsync(PartSet.All, Stop)).Due);
    }

    private static HotDue Due(int at, int behind) => new(new(at), TimeSpan.FromMilliseconds(behind));

    private static VehicleId Id(int number) => new($"苏E{number:D5}", PlateColour.Yellow);

    private static HotStateEntry Truck(int number, GeoPoint? at, ProvinceCode province) =>
        new(Id(number), new byte[] { 1, 2, 3 }, new Instant(number), Fix(number, at), province, new());

    private static PositionReport? Fix(int time, GeoPoint? at) => at is not { } position ? null
        : new()
        {
            Time = new(time),
            Position = position,
            SpeedDeciKmh = 813,
            HeadingDegrees = 359,
            AltitudeMetres = -3,
            MileageDeciKm = 4_294_967_295,
            Alarms = (time & 1) == 0 ? 0 : 0x8000_0001,
            Status = ReportStatus.Fixed,
        };

    private async Task<IHotState> StartAsync(string engine)
    {
        _embedded = engine == "garnet" ? EmbeddedRedis.Start(null) : null;
        _redis = await ConnectionMultiplexer.ConnectAsync(
            (_embedded?.Address ?? (engine == "redis" ? Servers.Redis : Servers.RedisCluster)) + Servers.RedisPatience, o => o.AllowAdmin = true);
        return new RedisHotState(_redis, _prefix);
    }

    private string Key(VehicleId vehicle, string name) => $"{_prefix}{{{HotParts.Tag(HotParts.PartOf(vehicle))}}}{name}";

    private async Task FlushAsync()
    {
        foreach (var server in _redis!.GetServers().Where(s => !s.IsReplica))
        {
            await foreach (var key in server.KeysAsync(pattern: _prefix + "*"))
            {
                await Database.KeyDeleteAsync(key);
            }
        }
    }

    private async Task<long> CountAsync(string pattern)
    {
        long count = 0;
        foreach (var server in _redis!.GetServers().Where(s => !s.IsReplica))
        {
            await foreach (var key in server.KeysAsync(pattern: _prefix + "{*}" + pattern))
            {
                count += await Database.SortedSetLengthAsync(key);
            }
        }

        return count;
    }
}
