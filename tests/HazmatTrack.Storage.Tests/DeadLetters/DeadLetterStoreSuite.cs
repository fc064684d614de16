using System.Text;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.DeadLetters;
using HazmatTrack.Storage.Tests.Registry;

namespace HazmatTrack.Storage.Tests.DeadLetters;

/// <summary>What the store of dead letters must do on every engine.</summary>
public abstract class DeadLetterStoreSuite
{
    private const string A = "91310000DEMA00001B", B = "91320000DEMB00002X", Log = "log-1";
    private const int Enough = 100;
    private static readonly Instant s_noon = Instant.FromSeconds(1_782_878_400); // 2026-07-01 12:00 at +08:00
    private static readonly ChinaDay s_day = ChinaDay.Of(s_noon);
    private static readonly VehicleId s_truck = new("沪A10001", PlateColour.Yellow), s_other = new("沪A10002", PlateColour.Yellow);

    private protected HandClock Clock { get; } = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>A store on the same database each time within one test.</summary>
    private protected abstract Task<DeadLetterStore> OpenAsync();

    [Fact]
    public async Task A_letter_comes_back_in_every_field_also_one_of_nobody_by_http()
    {
        await using var store = await OpenAsync();
        var whole = Letter(0) with
        {
            Place = new("positions.in." + A, 3, 17),
            Body = new byte[] { 0, 1, 255 },
            BodyLength = 9000,
            Detail = new("车牌有误", "Not a plate"),
        };
        var bare = new LetterContent { Origin = "log/0/1", Reason = "malformed", Detail = new("", "x"), RefusedAt = s_noon };
        Assert.Equal(new(2, 0, 0, false), await store.AddAsync(Log, 0, [(0, whole), (1, bare)], Enough, Stop));
        var found = await store.FindAsync(new DeadLetterQuery { Limit = 9 }, Stop);
        Assert.Equal([2, 1], found.Select(l => l.Id));
        Same(whole with { IsOwn = false }, found[1].Content);
        Same(bare, found[0].Content);
        Assert.Equal((null, null), (found[1].ResentAt, found[1].ResentBy));
        Same(whole with { IsOwn = false }, (await store.FindAsync(1, Stop))!.Content);
        Assert.Null(await store.FindAsync(3, Stop));
    }

    [Fact]
    public async Task What_is_read_again_is_stored_and_counted_once_whoever_reads_it()
    {
        await using var one = await OpenAsync();
        await using var two = await OpenAsync();
        await one.AddAsync(Log, 0, [(5, Letter(5)), (6, Letter(6))], Enough, Stop);
        Assert.Equal(new(1, 0, 0, true), await two.AddAsync(Log, 0, [(5, Letter(5)), (6, Letter(6)), (7, Letter(7))], Enough, Stop));
        Assert.Equal(new(0, 0, 0, true), await one.AddAsync(Log, 0, [(6, Letter(6)), (7, Letter(7))], Enough, Stop));

        // Another partition and a topic that was created again have offsets of their own.
        Assert.Equal(1, (await one.AddAsync(Log, 1, [(5, Letter(15))], Enough, Stop)).Kept);
        Assert.Equal(1, (await one.AddAsync("log-2", 0, [(0, Letter(25))], Enough, Stop)).Kept);
        Assert.Equal(5, (await one.FindAsync(new DeadLetterQuery { Limit = 9 }, Stop)).Count);
        Assert.Equal([(A, 5L, 5L)], (await one.CountsAsync(null, s_day, s_day, Stop)).Select(c => (c.Operator, c.Refused, c.Kept)));
    }

    [Fact]
    public async Task A_letter_that_was_written_to_the_topic_twice_is_one()
    {
        await using var store = await OpenAsync();
        await store.AddAsync(Log, 0, [(0, Letter(1))], Enough, Stop);
        Assert.Equal(new(1, 0, 2, false), await store.AddAsync(Log, 0, [(1, Letter(1)), (2, Letter(2)), (3, Letter(2))], Enough, Stop));
        Assert.Equal(2, (await store.CountsAsync(A, s_day, s_day, Stop))[0].Refused);
    }

    [Fact]
    public async Task Readers_of_one_partition_at_once_store_each_letter_once()
    {
        await using var one = await OpenAsync();
        await using var two = await OpenAsync();
        await one.UpgradeAsync(Stop);
        var letters = Enumerable.Range(0, 40).Select(i => ((long)i, Letter(i))).ToList();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => (i % 2 == 0 ? one : two).AddAsync(Log, 0, letters, 30, Stop))));
        Assert.Equal(Enumerable.Range(1, 30).Select(i => (long)i), (await one.FindAsync(new DeadLetterQuery { Limit = 99 }, Stop)).Select(l => l.Id).Order());
        Assert.Equal([(40L, 30L)], (await one.CountsAsync(A, s_day, s_day, Stop)).Select(c => (c.Refused, c.Kept)));
    }

    [Fact]
    public async Task Of_an_operator_and_a_day_so_many_letters_are_kept_and_all_are_counted()
    {
        await using var store = await OpenAsync();
        Assert.Equal(new(3, 7, 0, false), await store.AddAsync(Log, 0, [.. Enumerable.Range(0, 10).Select(i => ((long)i, Letter(i)))], 3, Stop));
        Assert.Equal(new(0, 1, 0, false), await store.AddAsync(Log, 0, [(10, Letter(10))], 3, Stop));

        // Another operator, nobody, and the next day have room of their own; a number of reports takes none.
        var (others, nobodys) = (Letter(20) with { Operator = B }, Letter(21) with { Operator = null });
        var tomorrow = Letter(22) with { RefusedAt = s_noon + TimeSpan.FromHours(12) };
        var many = Letter(23) with { Reports = 500, IsCounted = true, Operator = B };
        Assert.Equal(new(3, 500, 0, false), await store.AddAsync(Log, 0, [(11, others), (12, nobodys), (13, tomorrow), (14, many)], 3, Stop));
        Assert.Equal(
            [("", s_day, 1L, 1L), (A, s_day, 11L, 3L), (B, s_day, 501L, 1L), (A, s_day.Next, 1L, 1L)],
            (await store.CountsAsync(null, s_day, s_day.Next, Stop)).Select(c => (c.Operator, c.Day, c.Refused, c.Kept)));
        Assert.Equal([1L], (await store.CountsAsync(A, s_day.Next, s_day.Next, Stop)).Select(c => c.Refused));
        Assert.Equal(1L, Assert.Single(await store.CountsAsync("", s_day, s_day.Next, Stop)).Refused);

        // One report of which only the number is known is no letter, and has no origin that could be known.
        var one = Letter(30) with { IsCounted = true, Operator = B };
        Assert.Equal(new(0, 2, 0, false), await store.AddAsync(Log, 0, [(15, one), (16, one)], 3, Stop));
    }

    [Fact]
    public async Task A_letter_that_the_store_refuses_is_told_from_a_store_that_cannot_be_asked()
    {
        await using var store = await OpenAsync();
        var half = Letter(0) with { Detail = new("", "half a character: \ud83d") };
        var refused = await Record.ExceptionAsync(() => store.AddAsync(Log, 0, [(0, half), (1, Letter(1))], Enough, Stop));
        if (refused is not null)
        {
            Assert.True(DeadLetterStore.IsOfLetters(refused), refused.ToString());
            Assert.Equal(1, (await store.AddAsync(Log, 0, [(1, Letter(1))], Enough, Stop)).Kept);
        }

        Assert.Contains(await store.FindAsync(new DeadLetterQuery { Limit = 9 }, Stop), l => l.Content.Origin == "positions/0/1");
        Assert.False(DeadLetterStore.IsOfLetters(new TimeoutException()));
        Assert.False(DeadLetterStore.IsOfLetters(new IOException("", new OperationCanceledException())));
    }

    [Fact]
    public async Task Letters_are_found_by_operator_reason_vehicle_and_time_page_by_page()
    {
        await using var store = await OpenAsync();
        await store.AddAsync(
            Log, 0,
            [
                (0, Letter(0)), (1, Letter(1) with { Operator = B }), (2, Letter(2) with { Reason = "empty", Vehicle = null }),
                (3, Letter(3) with { Vehicle = s_other, RefusedAt = s_noon + TimeSpan.FromHours(1) }), (4, Letter(4) with { Operator = null }), (5, Letter(5)),
            ],
            Enough, Stop);
        Assert.Equal([6, 4, 3, 1], await FindAsync(new() { Operator = A, Limit = 9 }));
        Assert.Equal([6, 4], await FindAsync(new() { Operator = A, Limit = 2 }));
        Assert.Equal([3, 1], await FindAsync(new() { Operator = A, Limit = 2, Before = 4 }));
        Assert.Equal([5], await FindAsync(new() { Operator = "", Limit = 9 }));
        Assert.Equal([3], await FindAsync(new() { Reason = "empty", Limit = 9 }));
        Assert.Equal([4], await FindAsync(new() { Vehicle = s_other, Limit = 9 }));
        Assert.Equal([4], await FindAsync(new() { From = s_noon + TimeSpan.FromMinutes(1), Limit = 9 }));
        Assert.Equal([6, 5, 3, 2, 1], await FindAsync(new() { To = s_noon + TimeSpan.FromHours(1), Limit = 9 }));

        async Task<IEnumerable<long>> FindAsync(DeadLetterQuery query) => (await store.FindAsync(query, Stop)).Select(l => l.Id);
    }

    [Fact]
    public async Task Refusals_of_a_vehicle_are_those_of_the_operator_whose_own_it_was()
    {
        await using var store = await OpenAsync();
        await store.AddAsync(
            Log, 0,
            [
                (0, Letter(0)), (1, Letter(1)), (2, Letter(2) with { Vehicle = s_other, IsOwn = false }), (3, Letter(3) with { Operator = B }),
                (4, Letter(4) with { Reason = "empty", RefusedAt = s_noon + TimeSpan.FromDays(2) }),
            ],
            Enough, Stop);
        Assert.Equal(
            [new VehicleRefusals(s_truck, s_day, "too-old", 2)], await store.RefusalsOfAsync(A, [s_truck, s_other], s_day, s_day.Next, Stop));
        Assert.Empty(await store.RefusalsOfAsync(A, [s_other], s_day, s_day.Next, Stop));
        Assert.Equal(2, (await store.RefusalsOfAsync(A, [s_truck], s_day, new(s_day.Number + 2), Stop)).Count);
    }

    [Fact]
    public async Task A_letter_is_re_submitted_once_by_one_at_a_time()
    {
        await using var store = await OpenAsync();
        await store.AddAsync(Log, 0, [(0, Letter(0))], Enough, Stop);
        Assert.Equal((LetterClaim.Claimed, Clock.Now), await store.ClaimAsync(1, Stop));
        Assert.Equal(LetterClaim.Busy, (await store.ClaimAsync(1, Stop)).Claim);
        await store.ReleaseAsync(1, Clock.Now, Stop);
        var (again, first) = await store.ClaimAsync(1, Stop);
        Assert.Equal(LetterClaim.Claimed, again);

        // The process that claimed it has died, or is so slow that its claim has ended: then it releases nobody else's.
        Clock.Now += DeadLetterStore.ClaimLength;
        var (taken, second) = await store.ClaimAsync(1, Stop);
        Assert.Equal(LetterClaim.Claimed, taken);
        await store.ReleaseAsync(1, first, Stop);
        Assert.Equal(LetterClaim.Busy, (await store.ClaimAsync(1, Stop)).Claim);
        Assert.Equal(Clock.Now, await store.MarkResentAsync(1, "demo 张三", Stop));
        Clock.Now += TimeSpan.FromDays(1);
        Assert.Equal(LetterClaim.Resent, (await store.ClaimAsync(1, Stop)).Claim);
        await store.ReleaseAsync(1, second, Stop);
        await store.MarkResentAsync(1, "somebody else", Stop);
        var stored = (await store.FindAsync(1, Stop))!;
        Assert.Equal((Clock.Now - TimeSpan.FromDays(1), "demo 张三"), (stored.ResentAt, stored.ResentBy));
    }

    [Fact]
    public async Task Old_letters_are_removed_before_old_counts_and_numbers_are_not_used_again()
    {
        await using var store = await OpenAsync();
        var late = s_noon + TimeSpan.FromDays(3);
        await store.AddAsync(Log, 0, [(0, Letter(0)), (1, Letter(1) with { RefusedAt = late })], Enough, Stop);
        Clock.Now = s_noon;
        Assert.Equal(1, await store.DropBeforeAsync(s_day.Next, s_day, Stop));
        Assert.Equal([2L], (await store.FindAsync(new DeadLetterQuery { Limit = 9 }, Stop)).Select(l => l.Id));
        Assert.Equal(2, (await store.CountsAsync(A, s_day, ChinaDay.Of(late), Stop)).Count);
        await store.DropBeforeAsync(new(s_day.Number + 9), s_day.Next, Stop);
        Assert.Single(await store.CountsAsync(A, s_day, ChinaDay.Of(late), Stop));
        await store.AddAsync(Log, 0, [(2, Letter(2))], Enough, Stop);
        Assert.Equal([3L], (await store.FindAsync(new DeadLetterQuery { Limit = 9 }, Stop)).Select(l => l.Id));
    }

    private static LetterContent Letter(int number) => new()
    {
        Origin = $"positions/0/{number}",
        Operator = A,
        Vehicle = s_truck,
        IsOwn = true,
        Reason = "too-old",
        Detail = new("", $"number {number}"),
        RefusedAt = s_noon,
        Place = new("positions", 0, number),
        Body = Encoding.UTF8.GetBytes($"letter {number}"),
        BodyLength = 8,
    };

    private static void Same(LetterContent expected, LetterContent found)
    {
        Assert.Equal(expected.Body.ToArray(), found.Body.ToArray());
        Assert.Equal(expected with { Body = default }, found with { Body = default });
    }
}
