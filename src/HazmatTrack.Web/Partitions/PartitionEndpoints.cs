using HazmatTrack.Contracts.Tracking;
using HazmatTrack.Domain.Access;
using HazmatTrack.Http.Access;
using HazmatTrack.Http.Errors;
using HazmatTrack.Http.OpenApi;
using HazmatTrack.Http.Requests;
using HazmatTrack.Storage.History;
using HazmatTrack.Storage.History.Model;
using HazmatTrack.Web.Views;

namespace HazmatTrack.Web.Partitions;

/// <summary>How far the partitions of positions are stored, and whether vehicles are moving between them.</summary>
internal static class PartitionEndpoints
{
    private const string About =
        "For operators who give the topic more partitions or create it again: settled is true once every vehicle is judged in the partition of its key. Until then state says of "
        + "each partition what happens: draining (it is read up to cut by the number of partitions before), waiting (the vehicles of the partitions in waitsFor are yet to come), "
        + "orphaned (the topic has it no more, and its vehicles are yet to move).";

    public static void Map(RouteGroupBuilder group) => group.MapGet("/partitions", ListAsync)
        .Requires(AccessAction.ReadOperation)
        .WithTags("Operations")
        .Describe("listPartitions", "The partitions of topic positions, and which vehicles are yet to move between them", About)
        .Produces<PartitionListView>()
        .Fails(ProblemCode.BadInput, ProblemCode.StoreUnavailable);

    /// <summary>The response for partitions as history records them.</summary>
    public static PartitionListView ViewOf(TopicState topic, IReadOnlyList<PartitionRecord> records)
    {
        var known = records.ToDictionary(r => r.Partition);
        var items = records.Select(r => r.Partition).Where(p => p >= topic.Partitions && known[p].WasRead && known[p].Placement.Partitions != topic.Partitions)
            .Concat(Enumerable.Range(0, topic.Partitions)).Order().Select(View).ToList();
        return new(topic.Partitions, topic.Incarnation, items.TrueForAll(i => i.State == "settled"), items);

        PartitionView View(int partition)
        {
            var record = known.GetValueOrDefault(partition, new(partition, 0, -1, default));
            var placement = record.Placement;
            List<int> waitsFor = [.. records.Where(r => r.MayGiveTo(partition, topic.Partitions)).Select(r => r.Partition)];
            var state = partition >= topic.Partitions ? "orphaned"
                : record.WasRead && placement.Partitions != topic.Partitions ? "draining"
                : waitsFor.Count > 0 ? "waiting"
                : "settled";
            return new(
                partition, state, record.Incarnation, record.LastOffset < 0 ? null : record.LastOffset, placement.Partitions == 0 ? null : placement.Partitions,
                placement.IsMoving ? placement.Cut : null, state == "waiting" ? waitsFor : []);
        }
    }

    private static async Task<IResult> ListAsync(HttpRequest request, IHistoryStore history, PositionLog topics, CancellationToken cancellation)
    {
        new QueryReader(request.Query).ThrowIfInvalid();
        return Results.Json(ViewOf(topics.Now, await history.PartitionsAsync(cancellation)), ViewJson.Wire.PartitionListView);
    }
}
