using HazmatTrack.Domain;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.HotState.Entries;
using HazmatTrack.Tracker.Sessions;
using HazmatTrack.Tracker.Vehicles;

namespace HazmatTrack.Server.Tests.Tracking.Timers;

public sealed class DeadlinesTests
{
    private static readonly Instant s_start = Instant.FromSeconds(1_790_000_000);

    private readonly Deadlines _deadlines = new();

    [Fact]
    public void Vehicles_are_taken_when_the_watermark_passes_their_deadline_the_earliest_first_and_so_many_at_most()
    {
        for (var i = 5; i > 0; i--)
        {
            Judged(Slot(i), deadline: 100 * i);
        }

        Assert.False(_deadlines.IsAnyDue(At(99)));
        Assert.Equal([1, 2], Due(350, most: 2));
        Assert.Equal([3], Due(350));
        Assert.Equal(5, _deadlines.Count);
        Assert.Empty(Due(350));
    }

    [Fact]
    public void A_deadline_that_has_moved_on_is_not_due_and_one_that_is_gone_is_forgotten()
    {
        var (moved, gone) = (Slot(1), Slot(2));
        Judged(moved, deadline: 100);
        Judged(gone, deadline: 100);
        Judged(moved, deadline: 500);
        Assert.True(Judged(gone, deadline: null).IsDueGone);
        Assert.False(Judged(gone, deadline: null).IsDueGone);
        Assert.Empty(Due(499));
        Assert.Equal([1], Due(500));
        Judged(moved, deadline: 400);
        Assert.Equal([1], Due(500));
    }

    [Fact]
    public void A_clock_that_is_behind_makes_no_truck_silent_and_one_that_is_ahead_hides_none()
    {
        // Both reported at 100 by receipt, and are waited for 300 s.
        Judged(Slot(1), deadline: -500 + 300, reports: 1, newest: -500, receipt: 100);
        Judged(Slot(2), deadline: 160 + 300, reports: 1, newest: 160, receipt: 100);
        Assert.Empty(Due(399));
        var due = new List<(VehicleId Vehicle, Instant Now)>();
        _deadlines.TakeDue(At(410), 10, due);
        Assert.Equal([(Id(1), At(-190)), (Id(2), At(470))], due.OrderBy(d => d.Vehicle));
    }

    [Fact]
    public void What_hot_state_has_is_taken_in_where_judging_has_not_said_better()
    {
        Judged(Slot(1), deadline: 1000);
        _deadlines.Load(PartSet.Only(3), [(Id(1), new(At(100), default)), (Id(2), new(At(200), TimeSpan.FromSeconds(50)))]);
        Assert.Equal(PartSet.Only(3), _deadlines.Loaded);
        var due = new List<(VehicleId Vehicle, Instant Now)>();
        _deadlines.TakeDue(At(210), 10, due);
        Assert.Equal([(Id(2), At(160))], due);

        // Woken without a report, it keeps what is known of its clock.
        Assert.Equal(new HotDue(At(700), TimeSpan.FromSeconds(50)), Judged(Slot(2), deadline: 650).Due);
    }

    [Fact]
    public async Task A_partition_that_is_not_read_to_its_end_has_no_time_pass()
    {
        using var session = new PartitionSession(0, (_, _) => new TaskCompletionSource<Storage.History.IHistoryPartition>().Task, v => new(v, null!));
        session.Pass(At(1), low: 0, high: 1);
        Assert.Null(session.Watermark);
        session.IsRead = true;
        Assert.True(session.Takes(41));
        session.Pass(At(100), low: 0, high: 42);
        Assert.Equal(At(100), session.Watermark);
        session.Pass(At(200), low: 0, high: 43);
        session.Pass(null, low: 0, high: 42);
        session.Pass(At(50), low: 0, high: 42);
        Assert.Equal(At(100), session.Watermark);
        Assert.True(session.Takes(42));
        session.Pass(At(200), low: 0, high: 43);
        Assert.Equal(At(200), session.Watermark);
        session.Drop();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => session.Opening.WaitAsync(session.Gone));
    }

    private static Instant At(int seconds) => s_start + TimeSpan.FromSeconds(seconds);

    private static VehicleId Id(int number) => VehicleId.Parse($"苏A1234{number}_2");

    private static VehicleSlot Slot(int number) => new(Id(number), null!);

    private VehicleResult Judged(VehicleSlot slot, int? deadline, int reports = 0, int newest = 0, int receipt = 0)
    {
        var work = new VehicleWork
        {
            Slot = slot,
            Reports = reports,
            Judgement = new() { IsDone = true, Time = At(newest), Deadline = deadline is { } at ? At(at) : null },
        };
        var buffers = new BatchBuffers { Vehicles = [work], Receipts = [At(receipt)] };
        _deadlines.Judged(new(null!, buffers) { VehicleCount = 1 });
        return buffers.Vehicles[0].Judgement;
    }

    private List<int> Due(int watermark, int most = 10)
    {
        var due = new List<(VehicleId Vehicle, Instant Now)>();
        _deadlines.TakeDue(At(watermark), most, due);
        return [.. due.Select(d => d.Vehicle.ToString()[^3] - '0')];
    }
}
