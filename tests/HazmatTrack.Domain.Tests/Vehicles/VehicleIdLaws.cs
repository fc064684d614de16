using CsCheck;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Domain.Tests.Vehicles;

/// <summary>Laws of the spelling of plates, over plates of every form and mixes of all that careless writers do.</summary>
public sealed class VehicleIdLaws
{
    private const string Serial = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    private static readonly string[] s_signs = [" ", "　", "\u00A0", "\u2009", "·", "•", "・", "‧", "･", ".", "-", "–", "—", "－", "\u200B", "\uFEFF", "\t"];

    private static readonly Gen<string> s_office =
        Gen.Select(Gen.Char["京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新"], Gen.Char["ABCDEFGHJKLMNOPQRSTUVWXYZ"], (p, o) => $"{p}{o}");

    private static readonly Gen<(string Plate, PlateColour Colour)> s_plates = Gen.OneOf(
        Of(s_office, Gen.String[Gen.Char[Serial], 5, 5], "", PlateColour.Yellow),
        Of(s_office, Gen.String[Gen.Char[Serial], 5, 5], "", PlateColour.Blue),
        Of(s_office, Gen.String[Gen.Char[Serial], 4, 4], "挂", PlateColour.Yellow),
        Of(s_office, Gen.String[Gen.Char[Serial], 4, 4], "学", PlateColour.Yellow),
        Of(s_office, Gen.String[Gen.Char[Serial], 4, 4], "警", PlateColour.White),
        Of(Gen.Const("粤Z"), Gen.String[Gen.Char[Serial], 4, 4], "港", PlateColour.Black),
        Of(Gen.Const("沪X"), Gen.String[Gen.Char[Serial], 4, 4], "应急", PlateColour.White),
        Of(s_office.Select(Gen.Char["ABCDEFGHJK"], (o, d) => $"{o}{d}"), Gen.Select(Gen.Char[Serial], Gen.Int[0, 9999], (c, n) => $"{c}{n:D4}"),
            "", PlateColour.GradientGreen),
        Of(s_office, Gen.Select(Gen.Int[0, 99999], Gen.Char["ABCDEFGHJK"], (n, c) => $"{n:D5}{c}"), "", PlateColour.YellowGreen));

    private static readonly Gen<(string Plate, PlateColour Colour, string Spelling)> s_spelt = s_plates.SelectMany(p =>
        Gen.Select(Gen.Int[0, 3].Array[p.Plate.Length], Gen.Int[0, s_signs.Length - 1].Select(i => s_signs[i]).List[0, 4], Gen.Int[0, 1000].Array[4],
            Gen.Bool, (ways, signs, places, wide) =>
            (p.Plate, p.Colour, Spell(p.Plate, p.Colour, ways, signs, places, wide))));

    [Fact]
    public void Any_mix_of_spellings_of_one_plate_is_one_vehicle() => s_spelt.Sample(s =>
    {
        var id = VehicleId.Parse(s.Spelling);
        Assert.Equal($"{s.Plate}_{(int)s.Colour}", id.ToString());
        Assert.Equal(id, new VehicleId(s.Plate, s.Colour));
    });

    [Fact]
    public void The_id_of_an_id_is_itself() => s_spelt.Sample(s =>
    {
        var id = VehicleId.Parse(s.Spelling);
        Assert.Equal(id, VehicleId.Parse(id.ToString()));
        Assert.Equal(id, VehicleId.FromStored(id.ToString()));
        Assert.Equal(id, id.Canonical());
    });

    [Fact]
    public void Distinct_plates_are_distinct_vehicles() => Gen.Select(s_spelt, s_spelt).Sample((a, b) =>
        Assert.Equal((a.Plate, a.Colour) == (b.Plate, b.Colour), VehicleId.Parse(a.Spelling) == VehicleId.Parse(b.Spelling)));

    [Fact]
    public void Any_text_has_an_id_or_a_reason() => Gen.OneOf(Gen.String, Gen.String[Gen.Char["沪苏AIO01_2挂应急使·Ａ＿ "], 0, 12]).Sample(text =>
    {
        if (VehicleId.TryParse(text, out var id, out var reason))
        {
            Assert.Equal(id, VehicleId.Parse(id.ToString()));
        }
        else
        {
            Assert.NotEmpty(reason.Chinese);
            Assert.NotEmpty(reason.English);
        }
    });

    private static Gen<(string, PlateColour)> Of(Gen<string> head, Gen<string> serial, string tail, PlateColour colour) =>
        Gen.Select(head, serial, (h, s) => ($"{h}{s}{tail}", colour));

    private static string Spell(string plate, PlateColour colour, int[] ways, List<string> signs, int[] places, bool wide)
    {
        var written = plate.Select((c, i) => (ways[i] & 1, i) switch
        {
            (1, >= 2) when c is '1' => "I",
            (1, >= 2) when c is '0' => "O",
            _ => $"{c}",
        }).Select((c, i) => (ways[i] & 2) == 0 ? c : wide && c[0] < 128 ? $"{(char)(c[0] + 0xFEE0)}" : c.ToLowerInvariant()).ToList();
        foreach (var (i, sign) in signs.Index())
        {
            written.Insert(places[i] % (written.Count + 1), sign);
        }

        return string.Concat(written) + (wide ? "＿" : "_") + (int)colour;
    }
}
