using HazmatTrack.Domain;
using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Documents.Catalog;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.Registry;
using static HazmatTrack.Storage.Tests.Registry.SomeDocuments;

namespace HazmatTrack.Storage.Tests.Registry;

public sealed class RegistryBookTests
{
    private static DocumentVersion<IDocument> Filed(IDocument document, int version, long revision) => new(document, version, revision, new(0), "a");

    [Fact]
    public void A_snapshot_stays_as_it_was_taken()
    {
        var book = new RegistrySnapshotBuilder();
        book.Take(Filed(Permit("P1"), 1, 1));
        var first = book.Snapshot();
        book.Take(Filed(Permit("P2"), 1, 2));
        var second = book.Snapshot();
        Assert.Equal((1, 1, 2, 2),
            (first.Revision, first.For(Truck).From(DocumentKinds.Permit).Length, second.Revision, second.For(Truck).From(DocumentKinds.Permit).Length));
    }

    [Fact]
    public void A_document_corrected_to_another_vehicle_leaves_the_first()
    {
        var book = new RegistrySnapshotBuilder();
        book.Take(Filed(Route("R1"), 1, 1));
        Assert.Equal(Route("R1"), Assert.Single(book.Snapshot().For(Truck).From(DocumentKinds.Route)));
        book.Take(Filed(Route("R1", Other), 2, 2));
        Assert.Same(DocumentSets.Empty, book.Snapshot().OwnOf(Truck));
        Assert.Single(book.Snapshot().For(Other).From(DocumentKinds.Route));
    }

    [Fact]
    public void A_permit_and_a_route_may_have_the_same_number()
    {
        var book = new RegistrySnapshotBuilder();
        book.Take(Filed(Permit("1"), 1, 1));
        book.Take(Filed(Route("1"), 1, 2));
        var documents = book.Snapshot().For(Truck);
        Assert.Equal((1, 1, 1, 1),
            (documents.From(DocumentKinds.Permit).Length, documents.From(DocumentKinds.Route).Length, book.Counts["permit"], book.Counts["route"]));
    }

    [Fact]
    public void What_ended_long_ago_is_dropped()
    {
        var book = new RegistrySnapshotBuilder();
        book.Take(Filed(Permit("P1", to: 2000), 1, 1));
        book.Take(Filed(Permit("P2", to: 2001), 1, 2));
        book.DropEndedBy(new Instant(2000));
        Assert.Equal("P2", Assert.Single(book.Snapshot().For(Truck).From(DocumentKinds.Permit)).Number);
        Assert.Equal(1, book.Counts["permit"]);
    }

    [Fact]
    public void Thousands_of_changes_after_the_first_snapshot_are_all_seen()
    {
        var book = new RegistrySnapshotBuilder();
        var trucks = Enumerable.Range(0, 2500).Select(i => new VehicleId($"苏A{i:D5}", PlateColour.Yellow)).ToArray();
        book.Take(Filed(Permit("P", trucks[0]), 1, 1));
        _ = book.Snapshot();
        for (var i = 1; i < trucks.Length; i++)
        {
            book.Take(Filed(Permit($"P{i}", trucks[i]), 1, i + 1));
            if (i % 100 == 0)
            {
                var snapshot = book.Snapshot();
                Assert.All(trucks[..(i + 1)], t => Assert.Single(snapshot.For(t).From(DocumentKinds.Permit)));
                Assert.All(trucks[(i + 1)..], t => Assert.Empty(snapshot.For(t).From(DocumentKinds.Permit)));
            }
        }
    }
}
