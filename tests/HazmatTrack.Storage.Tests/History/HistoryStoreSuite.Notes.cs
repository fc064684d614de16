using HazmatTrack.Domain;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Storage.History;
using HazmatTrack.Storage.History.Model;

namespace HazmatTrack.Storage.Tests.History;

/// <remarks>Here: which vehicles are noted to be judged again, and what they may begin from.</remarks>
public abstract partial class HistoryStoreSuite
{
    [Fact]
    public async Task A_late_point_before_the_tail_base_is_noted_until_it_is_judged()
    {
        var points = Reports(0, 600);
        var vehicle = Some.Vehicle(1);
        var partition = await _store.OpenAsync(0, default);
        await AppendAsync(partition, 1, [.. points.Where((_, i) => i is not 100 and not 200 and not 590)]);

        Assert.Empty((await AppendAsync(partition, 1, [points[590]], tailBase: points[560].Time)).Rejudge);
        var note = Assert.Single((await AppendAsync(partition, 1, [points[200]], tailBase: points[560].Time)).Rejudge);
        Assert.Equal((vehicle, points[200].Time), (note.Vehicle, note.From));
        partition = await _store.OpenAsync(0, default);
        Assert.Equal([note], await partition.PendingRejudgesAsync(default));

        // Widened while the first is being worked off: stays.
        var wider = Assert.Single((await AppendAsync(partition, 1, [points[100]], tailBase: points[560].Time)).Rejudge);
        Assert.Equal(points[100].Time, wider.From);
        await partition.RejudgedAsync(note, 10, [], default);
        Assert.Equal([wider], await partition.PendingRejudgesAsync(default));
        await partition.RejudgedAsync(wider, 10, [], default);
        Assert.Empty(await partition.PendingRejudgesAsync(default));
        Assert.Empty(await (await _store.OpenAsync(0, default)).PendingRejudgesAsync(default));
    }

    [Fact]
    public async Task A_vehicle_is_to_be_judged_again_though_its_late_point_was_stored_by_an_append_that_seemed_to_fail()
    {
        var points = Reports(0, 300);
        var partition = await _store.OpenAsync(0, default);
        await AppendAsync(partition, 1, [.. points.Where((_, i) => i != 100)]);
        var note = Assert.Single((await AppendAsync(partition, 1, [points[100]], tailBase: points[260].Time)).Rejudge);

        // The connection broke before the answer: the batch is given again, and is all duplicates by now.
        ((HistoryPartition)partition).InDoubt = true;
        Assert.Equal([note], (await AppendAsync(partition, 1, [points[100]], tailBase: points[260].Time)).Rejudge);
        Assert.Empty((await AppendAsync(partition, 1, Reports(300, 1), tailBase: points[260].Time)).Rejudge);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_vehicle_whose_past_goes_on_arriving_is_noted_once_and_judged_by_all_of_it(bool seemsToFail)
    {
        var points = Reports(0, 300);
        var partition = await _store.OpenAsync(0, default);
        await AppendAsync(partition, 1, [.. points.Where((_, i) => i is not (100 or 101 or 102))]);
        var first = Assert.Single((await AppendAsync(partition, 1, [points[100]], tailBase: points[260].Time)).Rejudge);
        for (var i = 101; i < 103; i++)
        {
            Assert.Single((await AppendAsync(partition, 1, [points[i]], tailBase: points[260].Time)).Rejudge);
            Assert.Equal([first.Id], await NumbersOfNotesAsync());
        }

        // What was judged before the last of it came leaves the note, also where it must be read again from the store.
        ((HistoryPartition)partition).InDoubt = seemsToFail;
        await partition.RejudgedAsync(first, 10, [], default);
        var last = Assert.Single(await partition.PendingRejudgesAsync(default));
        Assert.Equal(first.From, last.From);
        Assert.Equal([first.Id], await NumbersOfNotesAsync());
        await partition.RejudgedAsync(last, 12, [], default);
        Assert.Empty(await partition.PendingRejudgesAsync(default));
        Assert.Empty(await NumbersOfNotesAsync());
    }

    private async Task<List<long>> NumbersOfNotesAsync() =>
        [.. (await ReadRowsAsync("select id from history_rejudge")).Select(id => Convert.ToInt64(id, System.Globalization.CultureInfo.InvariantCulture))];

    [Fact]
    public async Task A_judging_again_that_was_stored_by_a_write_that_seemed_to_fail_keeps_older_checkpoints_out_too()
    {
        var points = Reports(0, 900);
        var partition = await _store.OpenAsync(0, default);
        await AppendAsync(partition, 1, [.. points[..300].Where((_, i) => i != 100)]);
        var note = Assert.Single((await AppendAsync(partition, 1, [points[100]], tailBase: points[260].Time)).Rejudge);

        // The note went with the first write; what is known of it comes with the second.
        await partition.RejudgedAsync(note, -1, [], default);
        await partition.RejudgedAsync(note, 500, [], default);
        await AppendAsync(partition, 1, points[300..600], tailBase: points[280].Time, checkpoint: [1], firstOffset: 450);
        Assert.Null(await _store.CheckpointAsync(Some.Vehicle(1), s_ever, default));
        await AppendAsync(partition, 1, points[600..], tailBase: points[580].Time, checkpoint: [2], firstOffset: 501);
        Assert.Equal([2], (await _store.CheckpointAsync(Some.Vehicle(1), s_ever, default))!.State.ToArray());
    }

    [Fact]
    public async Task A_report_that_replaces_another_before_the_tail_base_is_noted_too()
    {
        var partition = await _store.OpenAsync(0, default);
        var points = Reports(0, 300);
        await AppendAsync(partition, 1, points);
        var better = points[50] with { SpeedDeciKmh = 65_000 };
        Assert.Equal(better, PositionReport.Merge(points[50], better));
        Assert.Single((await AppendAsync(partition, 1, [better], tailBase: points[260].Time)).Rejudge);
        Assert.Empty((await AppendAsync(partition, 1, [points[50]], tailBase: points[260].Time)).Rejudge);
    }

    [Fact]
    public async Task A_vehicle_that_the_batch_says_must_be_judged_again_is_noted_whatever_its_points_are()
    {
        var partition = await _store.OpenAsync(0, default);
        var points = Reports(0, 300);
        await AppendAsync(partition, 1, points);
        async Task<PendingRejudge> NoteAsync(PositionReport[] some, Instant from) => Assert.Single(
            (await partition.AppendAsync(new(7, 300, 300, [Track(1, some) with { TailBase = points[260].Time, JudgeFrom = new(from, ChangeCause.LateReport) }]), default)).Rejudge);

        // Nothing new, something new, something that must be judged from earlier still; then from as early as that.
        Assert.Equal(points[261].Time, (await NoteAsync([points[250]], points[261].Time)).From);
        Assert.Equal(points[261].Time, (await NoteAsync(Reports(300, 1), points[261].Time)).From);
        var early = points[20] with { Time = points[20].Time + TimeSpan.FromSeconds(1) };
        Assert.Equal(early.Time, (await NoteAsync([early], points[261].Time)).From);
        var note = await NoteAsync(Reports(301, 1), points[261].Time);
        Assert.Equal(early.Time, note.From);
        partition = await _store.OpenAsync(0, default);
        Assert.Equal([note], await partition.PendingRejudgesAsync(default));
        await partition.RejudgedAsync(note, 10, [], default);
        Assert.Empty((await AppendAsync(partition, 1, Reports(302, 1), tailBase: points[260].Time)).Rejudge);
        Assert.Empty(await partition.PendingRejudgesAsync(default));
    }

    [Fact]
    public async Task Chunks_carry_checkpoints_and_a_late_point_removes_those_that_do_not_know_it()
    {
        var partition = await _store.OpenAsync(0, default);
        var points = Reports(0, 1400);
        for (var i = 0; i < points.Length; i += 100)
        {
            var at = Math.Max(i - 40, 0);
            await AppendAsync(
                partition, 1, [.. points[i..(i + 100)].Where(p => p != points[610])], tailBase: i == 0 ? null : points[at].Time, checkpoint: [(byte)(at / 10)], firstOffset: i);
        }

        var vehicle = Some.Vehicle(1);
        var last = await _store.CheckpointAsync(vehicle, s_ever, default);
        var newest = Array.FindIndex(points, p => p.Time == last!.At);
        Assert.InRange(newest, 1000, 1360);
        Assert.Equal([(byte)(newest / 10)], last!.State.ToArray());
        var middle = (await _store.CheckpointAsync(vehicle, points[650].Time, default))!;
        Assert.True(middle.At >= points[200].Time && middle.At <= points[650].Time);
        Assert.Null(await _store.CheckpointAsync(vehicle, points[10].Time, default));

        var note = Assert.Single((await AppendAsync(partition, 1, [points[610]], tailBase: points[1360].Time, checkpoint: [99], firstOffset: 1400)).Rejudge);
        Assert.True((await _store.CheckpointAsync(vehicle, s_ever, default))!.At < points[610].Time);

        await partition.RejudgedAsync(note, 1500, [new(points[700].Time, new byte[] { 1 }), new(points[1000].Time, new byte[] { 2 })], default);
        Assert.Equal([2], (await _store.CheckpointAsync(vehicle, s_ever, default))!.State.ToArray());
        Assert.Equal([1], (await _store.CheckpointAsync(vehicle, points[999].Time, default))!.State.ToArray());

        // To be judged again from before the base, though no point is other: what was judged from there on was wrong.
        note = Assert.Single((await partition.AppendAsync(
            new(7, 1400, 1400, [Track(1, [points[1399]]) with { TailBase = points[1360].Time, JudgeFrom = new(points[800].Time, ChangeCause.LateReport) }]), default)).Rejudge);
        Assert.Equal(points[800].Time, note.From);
        Assert.Equal([1], (await _store.CheckpointAsync(vehicle, s_ever, default))!.State.ToArray());
        await partition.RejudgedAsync(note, 1500, [new(points[1000].Time, new byte[] { 2 })], default);

        // A batch judged before the vehicle was judged again brings an older state.
        var more = Reports(1400, 600);
        await AppendAsync(partition, 1, more[..300], tailBase: points[1390].Time, checkpoint: [77], firstOffset: 1450);
        Assert.Equal([2], (await _store.CheckpointAsync(vehicle, s_ever, default))!.State.ToArray());
        await AppendAsync(partition, 1, more[300..], tailBase: more[290].Time, checkpoint: [78], firstOffset: 1501);
        Assert.Equal([78], (await _store.CheckpointAsync(vehicle, s_ever, default))!.State.ToArray());
    }
}
