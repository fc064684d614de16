using HazmatTrack.Domain;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Storage.Tests.History;

/// <remarks>Here: what is filed about the past of vehicles.</remarks>
public abstract partial class HistoryStoreSuite
{
    [Fact]
    public async Task Filings_are_noted_together_with_the_revision_they_reach_and_the_next_owner_finds_both()
    {
        var points = Reports(0, 300);
        var partition = await _store.OpenAsync(0, default);
        Assert.Null(partition.DocumentsRevision);
        await AppendAsync(partition, 1, points);
        await AppendAsync(partition, 2, points);

        // One is not known here, and one has sent nothing since.
        var notes = await partition.TakeDocumentsAsync(
            Touched((1, points[100].Time), (2, points[^1].Time + TimeSpan.FromSeconds(1)), (3, points[0].Time)), 17, default);
        var note = Assert.Single(notes);
        Assert.Equal((Some.Vehicle(1), points[100].Time, ChangeCause.Document), (note.Vehicle, note.From, note.Cause));
        Assert.Equal(17, partition.DocumentsRevision);

        await AppendAsync(partition, 2, Reports(300, 10));
        partition = await _store.OpenAsync(0, default);
        Assert.Equal(17, partition.DocumentsRevision);
        var pending = Assert.Single(await partition.PendingRejudgesAsync(default));
        Assert.Equal((note.Vehicle, note.From, note.Cause), (pending.Vehicle, pending.From, pending.Cause));
        await partition.RejudgedAsync(pending, 10, [], default);
        Assert.Empty(await partition.PendingRejudgesAsync(default));
        Assert.Equal(17, (await _store.OpenAsync(0, default)).DocumentsRevision);
    }

    [Fact]
    public async Task A_note_of_a_late_report_and_one_of_a_document_are_one_from_the_earlier_time_for_the_document()
    {
        var points = Reports(0, 300);
        var partition = await _store.OpenAsync(0, default);
        await AppendAsync(partition, 1, [.. points.Where((_, i) => i is not 50 and not 150)]);
        var late = Assert.Single((await AppendAsync(partition, 1, [points[150]], tailBase: points[260].Time)).Rejudge);
        Assert.Equal(ChangeCause.LateReport, late.Cause);
        var filed = Assert.Single(await partition.TakeDocumentsAsync(Touched((1, points[200].Time)), 1, default));
        Assert.Equal((points[150].Time, ChangeCause.Document), (filed.From, filed.Cause));

        // What was judged before the filing does not take the note away.
        await partition.RejudgedAsync(late, 10, [], default);
        Assert.Equal([filed], await partition.PendingRejudgesAsync(default));
        var earlier = Assert.Single((await AppendAsync(partition, 1, [points[50]], tailBase: points[260].Time)).Rejudge);
        Assert.Equal((points[50].Time, ChangeCause.Document), (earlier.From, earlier.Cause));
        Assert.Equal([earlier], await (await _store.OpenAsync(0, default)).PendingRejudgesAsync(default));
    }

    [Fact]
    public async Task Checkpoints_from_the_time_that_a_filing_reaches_back_to_are_not_begun_from()
    {
        var partition = await _store.OpenAsync(0, default);
        var points = Reports(0, 1400);
        for (var i = 0; i < points.Length; i += 100)
        {
            var at = Math.Max(i - 40, 0);
            await AppendAsync(partition, 1, points[i..(i + 100)], tailBase: i == 0 ? null : points[at].Time, checkpoint: [(byte)(at / 10)], firstOffset: i);
        }

        var reach = points[700].Time;
        Assert.True((await _store.CheckpointAsync(Some.Vehicle(1), s_ever, default))!.At > reach);
        await partition.TakeDocumentsAsync(Touched((1, reach)), 1, default);
        Assert.True((await _store.CheckpointAsync(Some.Vehicle(1), s_ever, default))!.At < reach);

        // Nor is one taken until it is judged again.
        await AppendAsync(partition, 1, Reports(1400, 600), tailBase: points[1360].Time, checkpoint: [9], firstOffset: 2000);
        Assert.True((await _store.CheckpointAsync(Some.Vehicle(1), s_ever, default))!.At < reach);
    }

    [Fact]
    public async Task An_owner_that_was_replaced_notes_nothing()
    {
        var partition = await _store.OpenAsync(0, default);
        await AppendAsync(partition, 1, Reports(0, 10));
        var next = await _store.OpenAsync(0, default);
        await Assert.ThrowsAsync<FencedException>(() => partition.TakeDocumentsAsync(Touched((1, new(0))), 5, default));
        Assert.Null(next.DocumentsRevision);
        Assert.Empty(await (await _store.OpenAsync(0, default)).PendingRejudgesAsync(default));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Whoever_was_near_an_area_since_a_time_is_found_sealed_or_open(bool isSealed)
    {
        var points = Reports(0, 300);
        var far = points.Select(p => p with { Position = p.Position with { LatitudeE6 = p.Position.LatitudeE6 + 5_000_000 } }).ToArray();
        var partition = await _store.OpenAsync(0, default);
        await AppendAsync(partition, 1, points);
        await AppendAsync(partition, 2, far);
        if (isSealed)
        {
            await partition.FlushAsync(default);
        }

        var near = GeoArea.Circle(points[100].Position, Distance.FromMetres(100));
        Assert.Equal([Some.Vehicle(1)], await partition.SeenAsync(near, points[50].Time, default));
        Assert.Equal([Some.Vehicle(1), Some.Vehicle(2)], (await partition.SeenAsync(null, points[^1].Time, default)).Order());
        var after = points[^1].Time + TimeSpan.FromSeconds(1);
        Assert.Empty(await partition.SeenAsync(near, after, default));
        Assert.Empty(await partition.SeenAsync(null, after, default));
    }

    private static Dictionary<VehicleId, Instant> Touched(params (int Vehicle, Instant From)[] touched) =>
        touched.ToDictionary(t => Some.Vehicle(t.Vehicle), t => t.From);
}
