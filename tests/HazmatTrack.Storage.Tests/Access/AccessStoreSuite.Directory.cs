using System.Net;
using HazmatTrack.Domain.Access;
using HazmatTrack.Storage.Access;
using HazmatTrack.Storage.Access.Memory;
using HazmatTrack.Storage.Registry;
using HazmatTrack.Testing;
using static HazmatTrack.Storage.Tests.Access.SomeAccess;

namespace HazmatTrack.Storage.Tests.Access;

/// <summary>The memory of a process, while another process changes the store.</summary>
public abstract partial class AccessStoreSuite
{
    private static AccessDirectoryOptions Options => new() { WriteUsesEvery = TimeSpan.FromMilliseconds(200) };

    [Fact]
    public async Task A_key_lets_its_owner_in_until_two_seconds_after_another_process_has_revoked_it()
    {
        await using var other = await OpenWithAsync(1);
        var draft = Draft();
        await other.CreateKeyAsync(draft, Terms(Clock.Now + TimeSpan.FromDays(9)), "a", s_none);
        await using var running = await RunningDirectory.StartAsync(await OpenAsync(), Options, Clock);
        var answer = await running.Directory.KeyAsync(draft.Text, null, s_none);
        Assert.Equal((AccessOutcome.Granted, draft.Id, "key"), (answer.Outcome, answer.Id, answer.Caller!.Issuer));
        Assert.Same(answer.Caller, (await running.Directory.KeyAsync(draft.Text, null, s_none)).Caller);

        await other.RevokeKeyAsync(draft.Id, "a", s_none);
        await BecomesAsync(AccessOutcome.Revoked, () => running.Directory.KeyAsync(draft.Text, null, s_none));
        Assert.Null((await running.Directory.KeyAsync(draft.Text, null, s_none)).Caller);
    }

    [Fact]
    public async Task A_session_lets_its_person_in_until_two_seconds_after_another_process_has_ended_it()
    {
        await using var other = await OpenAsync();
        var (text, id) = Secret();
        await other.CreateSessionAsync(id, Person(), s_shift, s_none);
        await using var running = await RunningDirectory.StartAsync(await OpenAsync(), Options, Clock);
        var answer = await running.Directory.SessionAsync(text, s_none);
        Assert.Equal((AccessOutcome.Granted, id.ToString(), "张三"), (answer.Outcome, answer.Caller!.Session, answer.Caller.Name));
        Assert.True(await running.Directory.IsSessionLiveAsync(id, s_none));
        await other.EndSessionsOfAsync(Person().Issuer, Person().Subject, "admin", s_none);
        await BecomesAsync(AccessOutcome.Unknown, () => running.Directory.SessionAsync(text, s_none));
        Assert.False(await running.Directory.IsSessionLiveAsync(id, s_none));
    }

    [Fact]
    public async Task A_key_is_refused_for_what_is_wrong_with_it()
    {
        await using var other = await OpenWithAsync(1);
        var (open, bound) = (Draft(), Draft());
        await other.CreateKeyAsync(open, Terms(Clock.Now + TimeSpan.FromDays(9)), "a", s_none);
        await other.CreateKeyAsync(
            bound, Terms(Clock.Now + TimeSpan.FromDays(9)) with { Addresses = [AddressRange.Parse("10.0.0.0/8")] }, "a", s_none);
        await using var running = await RunningDirectory.StartAsync(await OpenAsync(), Options, Clock);
        async Task<AccessOutcome> TryAsync(string text, string? from = null) =>
            (await running.Directory.KeyAsync(text, from is null ? null : IPAddress.Parse(from), s_none)).Outcome;

        // The id of another key with a secret of one's own.
        var own = ApiKeyText.Make(new byte[ApiKeyText.RandomLength]).Text;
        Assert.Equal(AccessOutcome.Unknown, await TryAsync(own));
        Assert.Equal(AccessOutcome.Malformed, await TryAsync(open.Text[..^1]));
        Assert.Equal(AccessOutcome.Malformed, await TryAsync(open.Text[..60] + own[60..]));
        Assert.Equal(AccessOutcome.Unknown, await TryAsync(WithIdOf(open.Id)));
        Assert.Equal(AccessOutcome.Granted, await TryAsync(bound.Text, "10.1.2.3"));
        Assert.Equal(AccessOutcome.WrongAddress, await TryAsync(bound.Text, "11.1.2.3"));
        Assert.Equal(AccessOutcome.WrongAddress, await TryAsync(bound.Text));
        Assert.Equal(AccessOutcome.Granted, await TryAsync(open.Text, "11.1.2.3"));
        Clock.Now += TimeSpan.FromDays(9);
        Assert.Equal(AccessOutcome.Expired, await TryAsync(open.Text));
        Assert.Equal(AccessOutcome.Malformed, (await running.Directory.SessionAsync("no secret", s_none)).Outcome);
        Assert.Equal(AccessOutcome.Unknown, (await running.Directory.SessionAsync(Secret().Text, s_none)).Outcome);
    }

    [Fact]
    public async Task Callers_of_an_operator_are_refused_from_its_suspension_on_and_let_in_again_after_it()
    {
        await using var other = await OpenAsync();
        var draft = Draft();
        await other.CreateKeyAsync(draft, Terms(Clock.Now + TimeSpan.FromDays(9)), "a", s_none);
        await using var running = await RunningDirectory.StartAsync(await OpenAsync(), Options, Clock);
        ValueTask<AccessAnswer> AskAsync() => running.Directory.KeyAsync(draft.Text, null, s_none);
        Assert.Equal(AccessOutcome.OperatorRefused, (await AskAsync()).Outcome);
        foreach (var isSuspended in new[] { false, true, false })
        {
            await other.SaveOperatorAsync(Operator(1) with { IsSuspended = isSuspended }, "a", VersionCondition.None, s_none);
            await BecomesAsync(isSuspended ? AccessOutcome.OperatorRefused : AccessOutcome.Granted, AskAsync);
        }

        Assert.Equal(3, (await running.Directory.OperatorAsync(Code(1), s_none))!.Version);
    }

    [Fact]
    public async Task The_operator_of_a_vehicle_follows_a_sale_in_another_process()
    {
        await using var other = await OpenWithAsync(1, 2);
        await other.RegisterVehiclesAsync(Code(1), Trucks(2), "a", s_none);
        await using var running = await RunningDirectory.StartAsync(await OpenAsync(), Options, Clock);
        Assert.False(running.Directory.TryOperatorOf(Truck(0), out _));
        Assert.Equal(2, (await running.Directory.OperatorsOfAsync(Trucks(3), s_none)).Count);
        Assert.True(running.Directory.TryOperatorOf(Truck(0), out var code) && code == Code(1));
        Assert.True(running.Directory.TryOperatorOf(Truck(2), out var nobody) && nobody is null);

        await other.ReleaseVehiclesAsync(Code(1), [Truck(0)], "a", s_none);
        await other.RegisterVehiclesAsync(Code(2), [Truck(0), Truck(2)], "a", s_none);
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                var now = await running.Directory.OperatorsOfAsync(Trucks(3), s_none);
                return now[Truck(0)].Code == Code(2) && now[Truck(0)].OwnFrom != default && now[Truck(1)] == new VehicleOperator(Code(1), default)
                    && now.GetValueOrDefault(Truck(2)) == new VehicleOperator(Code(2), default);
            },
            () => "the new operator has the vehicles",
            Limit);
    }

    [Fact]
    public async Task Nobody_is_let_in_while_the_store_does_not_answer_for_too_long_and_it_is_said()
    {
        await using var other = await OpenWithAsync(1);
        var (draft, (text, id)) = (Draft(), Secret());
        await other.CreateKeyAsync(draft, Terms(Clock.Now + TimeSpan.FromDays(9)), "a", s_none);
        await other.CreateSessionAsync(id, Person(), s_shift, s_none);
        var options = Options;
        options.StaleAfter = TimeSpan.FromSeconds(3);
        await using var running = await RunningDirectory.StartAsync(await OpenAsync(), options, Clock);
        Assert.Equal(AccessOutcome.Granted, (await running.Directory.KeyAsync(draft.Text, null, s_none)).Outcome);
        Assert.Equal(AccessOutcome.Granted, (await running.Directory.SessionAsync(text, s_none)).Outcome);
        await running.Directory.OperatorsOfAsync([Truck(1)], s_none);

        await ExecuteAsync("alter table access_counter rename to access_counter_gone");
        await Eventually.BecomesTrueAsync(() => running.Report.Said.Contains(nameof(RecordedReport.Disbelieved)), "it is said");
        Assert.Equal(AccessOutcome.Unavailable, (await running.Directory.KeyAsync(draft.Text, null, s_none)).Outcome);
        Assert.Equal(AccessOutcome.Unavailable, (await running.Directory.SessionAsync(text, s_none)).Outcome);
        Assert.False(await running.Directory.IsSessionLiveAsync(id, s_none));
        Assert.False(running.Directory.TryOperatorOf(Truck(1), out _));
        await Assert.ThrowsAsync<AccessUnavailableException>(() => running.Directory.OperatorsOfAsync([Truck(1)], s_none).AsTask());
        Assert.NotNull(running.Directory.Status.Failure);

        await ExecuteAsync("alter table access_counter_gone rename to access_counter");
        await BecomesAsync(AccessOutcome.Granted, () => running.Directory.KeyAsync(draft.Text, null, s_none), seconds: 20);
        Assert.Contains(nameof(RecordedReport.Recovered), running.Report.Said);
        Assert.Single(running.Report.Said, s => s == nameof(RecordedReport.Disbelieved));
    }

    [Fact]
    public async Task What_is_not_held_is_refused_at_once_while_the_store_does_not_answer()
    {
        await using var other = await OpenWithAsync(1);
        var draft = Draft();
        await other.CreateKeyAsync(draft, Terms(Clock.Now + TimeSpan.FromDays(9)), "a", s_none);
        await using var running = await RunningDirectory.StartAsync(await OpenAsync(), Options, Clock);
        await ExecuteAsync("alter table access_key rename to access_key_gone");
        Assert.Equal(AccessOutcome.Unavailable, (await running.Directory.KeyAsync(draft.Text, null, s_none)).Outcome);
        Assert.Contains(nameof(RecordedReport.LookupFailed), running.Report.Said);
        await ExecuteAsync("alter table access_key_gone rename to access_key");
        Assert.Equal(AccessOutcome.Granted, (await running.Directory.KeyAsync(draft.Text, null, s_none)).Outcome);
    }

    [Fact]
    public async Task Uses_are_written_in_the_background_and_keep_a_session_from_being_idle()
    {
        await using var other = await OpenWithAsync(1);
        var (draft, (text, id)) = (Draft(), Secret());
        await other.CreateKeyAsync(draft, Terms(Clock.Now + TimeSpan.FromDays(9)), "a", s_none);
        await other.CreateSessionAsync(id, Person(), s_shift, s_none);
        await using var running = await RunningDirectory.StartAsync(await OpenAsync(), Options, Clock);
        for (var i = 0; i < 4; i++)
        {
            Clock.Now += TimeSpan.FromMinutes(20);
            Assert.Equal(AccessOutcome.Granted, (await running.Directory.SessionAsync(text, s_none)).Outcome);
            Assert.Equal(AccessOutcome.Granted, (await running.Directory.KeyAsync(draft.Text, null, s_none)).Outcome);
            await Eventually.BecomesTrueAsync(
                async () => (await other.FindSessionAsync(id, s_idle, s_none)).Value?.LastSeenAt == Clock.Now
                    && (await other.FindKeyAsync(draft.Id, s_none)).Value?.LastUsedAt == Clock.Now,
                "the uses are written");
        }

        Clock.Now += TimeSpan.FromMinutes(31);
        Assert.Equal(AccessOutcome.Unknown, (await running.Directory.SessionAsync(text, s_none)).Outcome);
    }

    [Fact]
    public async Task After_a_restored_backup_nothing_of_before_is_held()
    {
        await using var other = await OpenWithAsync(1);
        await other.RegisterVehiclesAsync(Code(1), [Truck(1)], "a", s_none);
        await using var running = await RunningDirectory.StartAsync(await OpenAsync(), Options, Clock);
        Assert.Single(await running.Directory.OperatorsOfAsync([Truck(1)], s_none));
        await ExecuteAsync("delete from access_vehicle");
        await ExecuteAsync("update access_counter set revision = 1");
        await Eventually.BecomesTrueAsync(async () => (await running.Directory.OperatorsOfAsync([Truck(1)], s_none)).Count == 0, "it is read again");
        Assert.Contains(nameof(RecordedReport.WentBack), running.Report.Said);
    }

    [Fact]
    public async Task A_key_or_a_session_that_is_held_costs_no_allocation()
    {
        await using var other = await OpenWithAsync(1);
        var (draft, (text, id)) = (Draft(), Secret());
        await other.CreateKeyAsync(draft, Terms(Clock.Now + TimeSpan.FromDays(9)) with { Addresses = [AddressRange.Parse("10.0.0.0/8")] }, "a", s_none);
        await other.CreateSessionAsync(id, Person(), s_shift, s_none);
        await using var running = await RunningDirectory.StartAsync(await OpenAsync(), new(), Clock);
        var (directory, from, granted) = (running.Directory, IPAddress.Parse("10.1.2.3"), 0);
        Assert.Equal(AccessOutcome.Granted, (await directory.KeyAsync(draft.Text, from, s_none)).Outcome);
        Assert.Equal(AccessOutcome.Granted, (await directory.SessionAsync(text, s_none)).Outcome);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            granted += GrantedAtOnce(directory.KeyAsync(draft.Text, from, s_none));
            granted += GrantedAtOnce(directory.SessionAsync(text, s_none));
        }

        var perLookup = (GC.GetAllocatedBytesForCurrentThread() - before) / 2000.0;
        Assert.Equal(2000, granted);
        Assert.InRange(perLookup, 0, 16);

        static int GrantedAtOnce(ValueTask<AccessAnswer> asked) => asked.IsCompletedSuccessfully && asked.Result.Outcome == AccessOutcome.Granted ? 1 : 0;
    }

    /// <summary>Seconds after which a change must have arrived. It is more than two only because the machines of tests are busy.</summary>
    private const int Limit = 5;

    private static Task BecomesAsync(AccessOutcome outcome, Func<ValueTask<AccessAnswer>> ask, int seconds = Limit)
    {
        var last = default(AccessAnswer);
        return Eventually.BecomesTrueAsync(
            async () => (last = await ask()).Outcome == outcome, () => $"{outcome}; last {last}", seconds);
    }

    /// <summary>A key that is well-formed, with the id of another and a secret of its own.</summary>
    private static string WithIdOf(string id)
    {
        var text = ApiKeyText.Make(new byte[ApiKeyText.RandomLength]).Text;
        var front = $"hzt_{id}{text[16..60]}";
        var crc = ~front.Aggregate(uint.MaxValue, (sum, c) => System.Numerics.BitOperations.Crc32C(sum, (byte)c));
        var check = "";
        for (var i = 0; i < 6; i++, crc /= 62)
        {
            check = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"[(int)(crc % 62)] + check;
        }

        var forged = $"{front}_{check}";
        Assert.True(ApiKeyText.TryParse(forged, out var parsed, out _) && parsed.SequenceEqual(id));
        return forged;
    }
}
