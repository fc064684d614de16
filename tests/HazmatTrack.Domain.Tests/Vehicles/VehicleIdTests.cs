using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Domain.Tests.Vehicles;

public sealed class VehicleIdTests
{
    [Theory]
    [InlineData("沪A12345_2")]
    [InlineData("沪a·12345_2")]
    [InlineData("沪Ａ１２３４５＿２")]
    [InlineData(" 沪AI2345 _ 2 ")]
    [InlineData("沪A12345_02")]
    public void A_truck_is_one_vehicle_however_its_plate_is_written(string text)
    {
        Assert.True(VehicleId.TryParse(text, out var id, out var reason), reason.English);
        Assert.Equal(new VehicleId("沪A12345", PlateColour.Yellow), id);
        Assert.Equal(("沪A12345_2", "沪A12345", PlateColour.Yellow), (id.ToString(), id.Plate, id.Colour));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("沪A12345")]
    [InlineData("沪A12345_")]
    [InlineData("_2")]
    [InlineData("沪A12345_7")]
    [InlineData("沪A12345_0")]
    [InlineData("沪A12345_-2")]
    [InlineData("沪A12345_2\0")]
    [InlineData("沪A12345_٢")]
    [InlineData("沪A12345_002")]
    [InlineData("沪A12345_2147483650")]
    [InlineData("沪_A12345_2")]
    [InlineData("bad_2")]
    [InlineData("沪A\u001b[31m_2")]
    public void What_names_no_vehicle_is_refused_and_the_reason_shows_what_does(string? text)
    {
        Assert.False(VehicleId.TryParse(text, out _, out var reason));
        Assert.All([reason.Chinese, reason.English], told => Assert.Contains("沪A12345", told, StringComparison.Ordinal));
        Assert.EndsWith(".", reason.English, StringComparison.Ordinal);
        Assert.EndsWith("。", reason.Chinese, StringComparison.Ordinal);
        Assert.DoesNotContain(reason.English + reason.Chinese, char.IsControl);
        Assert.False(VehicleId.TryParse(text, out _));
    }

    [Fact]
    public void A_text_of_any_length_is_refused() => Assert.False(VehicleId.TryParse(new string(' ', 100_000) + "沪A12345_2", out _, out _));

    [Theory]
    [InlineData("沪A1234挂", PlateColour.Blue)]
    [InlineData("沪A12345", PlateColour.GradientGreen)]
    [InlineData("沪A12345", PlateColour.YellowGreen)]
    [InlineData("沪AD12345", PlateColour.YellowGreen)]
    [InlineData("沪A12345D", PlateColour.Blue)]
    [InlineData("沪A1234警", PlateColour.Yellow)]
    [InlineData("沪X1234应急", PlateColour.Yellow)]
    [InlineData("粤Z1234港", PlateColour.Yellow)]
    public void A_plate_of_a_colour_it_never_has_is_refused_with_those_it_can_have(string plate, PlateColour colour)
    {
        Assert.False(VehicleId.TryCreate(plate, (int)colour, out _, out var reason));
        Assert.Contains("expected one of", reason.English, StringComparison.Ordinal);
        Assert.Contains("应为", reason.Chinese, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new VehicleId(plate, colour));
    }

    [Theory]
    [InlineData("沪A12345", PlateColour.Blue)]
    [InlineData("沪A12345", PlateColour.FarmYellow)]
    [InlineData("沪AD12345", PlateColour.GradientGreen)]
    [InlineData("沪A12345D", PlateColour.YellowGreen)]
    [InlineData("沪A12345D", PlateColour.Green)]
    [InlineData("沪A12345D", PlateColour.Other)]
    [InlineData("沪A1234挂", PlateColour.Yellow)]
    public void A_colour_that_is_not_certain_to_be_wrong_is_taken(string plate, PlateColour colour) =>
        Assert.True(VehicleId.TryCreate(plate, (int)colour, out _, out _));

    [Theory]
    [InlineData("bad_2", "bad_2")]
    [InlineData("沪a12345_2", "沪A12345_2")]
    [InlineData("0086860703182488_2", "0086860703182488_2")]
    [InlineData("浙-1_94", "浙-1_94")]
    public void A_vehicle_stored_by_an_earlier_version_keeps_its_name(string stored, string canonical)
    {
        var id = VehicleId.FromStored(stored);
        Assert.Equal(stored, id.ToString());
        Assert.Equal(canonical, id.Canonical().ToString());
    }

    [Theory]
    [InlineData("沪A 2345_2")]
    [InlineData("沪A12345_02")]
    [InlineData("沪A12345＿2")]
    [InlineData("123456789012345678901_2")]
    public void What_no_version_stored_is_no_stored_vehicle(string text) => Assert.Throws<FormatException>(() => VehicleId.FromStored(text));

    [Fact]
    public void The_spelling_that_ids_have_is_read_without_memory()
    {
        string[] ids = ["沪A12345_2", "沪A12345D_93", "沪A1234挂_2", "京12345应急_4"];
        foreach (var id in ids)
        {
            Assert.True(VehicleId.TryParse(id, out var same));
            Assert.Same(id, same.ToString());
        }

        var read = 0;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            read += VehicleId.TryParse(ids[i % ids.Length], out _) ? 1 : 0;
        }

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal((1000, 0), (read, allocated));
    }
}
