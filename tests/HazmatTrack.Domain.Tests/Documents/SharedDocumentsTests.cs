using CsCheck;
using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Tests.Rules;
using HazmatTrack.Testing.Documents.Operators;
using HazmatTrack.Testing.Documents.Zones;

namespace HazmatTrack.Domain.Tests.Documents;

/// <summary>What all vehicles share.</summary>
public sealed class SharedDocumentsTests
{
    private static readonly DocumentSubject s_operator = DocumentSubject.Operator("91350100M000100Y43");

    /// <summary>Small and large triangles about the Delta.</summary>
    private static readonly Gen<Zone> s_zone = Gen.Select(Gen.Int[0, 50], Gen.Int[0, 50], Gen.Int[0, 2]).Select((north, east, scale) =>
    {
        var size = scale switch { 0 => 20_000, 1 => 300_000, _ => 9_000_000 };
        var (latitude, longitude) = (30_000_000 + (north * 40_000), 120_000_000 + (east * 40_000));
        return Zone("Z", new GeoPolygon([new(latitude, longitude), new(latitude, longitude + size), new(latitude + size, longitude + (size / 2))]));
    });

    [Fact]
    public void A_zone_is_found_at_every_place_in_it_and_at_no_other() =>
        Gen.Select(s_zone.Array[0, 20], Gen.Int[29_900_000, 32_500_000], Gen.Int[119_900_000, 122_500_000]).Sample((zones, latitude, longitude) =>
        {
            var place = new GeoPoint(latitude, longitude);
            var shared = SharedDocuments.Begin();
            foreach (var (i, zone) in zones.Index())
            {
                shared = shared.With(null, zone with { Number = $"Z{i:00}" }, i + 1);
            }

            var expected = zones.Index().Where(z => z.Item.Area.Contains(place)).Select(z => $"Z{z.Index:00}");
            Assert.Equal(expected, new VehicleDocuments(DocumentSets.Empty, shared).At(ZoneKind.Definition, place).Select(z => z.Number));
        });

    [Fact]
    public void A_point_lies_in_exactly_one_of_the_triangles_that_a_square_is_cut_into() =>
        Gen.Select(Gen.Int[0, 1000], Gen.Int[0, 1000], Gen.Int[1, 999], Gen.Int[1, 999]).Sample((north, east, cutNorth, cutEast) =>
        {
            GeoPoint[] corners = [new(0, 0), new(0, 1000), new(1000, 1000), new(1000, 0)];
            var cut = new GeoPoint(cutNorth, cutEast);
            var inside = Enumerable.Range(0, 4).Count(i => new GeoPolygon([corners[i], corners[(i + 1) % 4], cut]).Contains(new(north, east)));
            Assert.Equal(north < 1000 && east < 1000 ? 1 : inside, inside);
            Assert.InRange(inside, 0, 1);
        });

    [Fact]
    public void A_zone_that_begins_later_changes_nothing_of_today_and_one_that_began_does_from_then_on()
    {
        var today = SharedDocuments.Begin().With(null, Zone("Z1"), 1);
        var later = today.With(null, Zone("Z2") with { ValidFrom = Some.At("15:00") }, 2);
        Assert.Null(today.ChangedSince(today));
        Assert.Equal(Some.At("15:00"), later.ChangedSince(today));
        var ended = later.With(Zone("Z1"), null, 3);
        Assert.Equal(Some.At("08:00"), ended.ChangedSince(today));
        Assert.Equal(Some.At("08:00"), ended.ChangedSince(later));

        // Of another beginning, as after a backup was restored, nothing is known.
        Assert.True(SharedDocuments.Begin().With(null, Zone("Z1"), 1).ChangedSince(today) < Some.At("00:00"));
    }

    [Fact]
    public void Changes_that_are_forgotten_count_as_changes_of_all_times()
    {
        var first = SharedDocuments.Begin();
        var shared = first;
        for (var i = 1; i <= 1500; i++)
        {
            shared = shared.With(null, new Suspension { Number = $"S{i}", Operator = s_operator, ValidFrom = Some.At("09:00"), ValidTo = Some.At("10:00") }, i);
        }

        Assert.True(shared.ChangedSince(first) < Some.At("00:00"));
    }

    [Fact]
    public void An_operator_is_that_of_the_truck_while_the_licence_that_names_it_is_in_force()
    {
        var shared = SharedDocuments.Begin()
            .With(null, new Suspension { Number = "S1", Operator = s_operator, ValidFrom = Some.At("00:00"), ValidTo = Some.At("23:00") }, 1);
        var documents = new VehicleDocuments(
            DocumentSets.From(
            [
                new Licence { Number = "L1", Vehicle = Some.Truck, Carrier = s_operator, ValidFrom = Some.At("08:00"), ValidTo = Some.At("12:00") },
            ]),
            shared);
        Assert.Empty(documents.OfNamed(Suspension.Definition, Some.At("07:59")));
        Assert.Single(documents.OfNamed(Suspension.Definition, Some.At("08:00")));
        Assert.Empty(documents.OfNamed(Suspension.Definition, Some.At("12:00")));
        Assert.Throws<ArgumentException>(() => documents.From(Suspension.Definition));
    }

    private static Zone Zone(string number, GeoPolygon? area = null) => new()
    {
        Number = number,
        Area = area ?? new([new(31_000_000, 121_000_000), new(31_000_000, 121_100_000), new(31_100_000, 121_050_000)]),
        Reason = "施工",
        ValidFrom = Some.At("08:00"),
        ValidTo = Some.At("20:00"),
    };
}
