using System.Text.Json;
using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Documents.Catalog;
using HazmatTrack.Domain.Documents.Fields;
using HazmatTrack.Domain.Documents.Permits;
using HazmatTrack.Domain.Documents.Routes;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Tests.Rules;
using HazmatTrack.Testing.Documents;
using HazmatTrack.Testing.Documents.Operators;
using HazmatTrack.Testing.Documents.Zones;

namespace HazmatTrack.Domain.Tests.Documents;

/// <summary>The contract of kinds of document, over those of the product and the samples.</summary>
public sealed class DocumentKindTests
{
    private static readonly Permit s_permit = new()
    {
        Number = "P1",
        Vehicle = Some.Truck,
        Provinces = [ProvinceCode.Shanghai, ProvinceCode.Jiangsu],
        ValidFrom = Some.At("08:00"),
        ValidTo = Some.At("20:00"),
    };

    private static readonly Route s_route = new()
    {
        Number = "R1",
        Vehicle = Some.Truck,
        Line = [new(31_000_000, 121_000_000), new(31_123_456, 121_654_321)],
        Corridor = Distance.FromMetres(312.5),
        ValidFrom = Some.At("08:00"),
        ValidTo = Some.At("20:00"),
    };

    private static readonly Zone s_zone = new()
    {
        Number = "Z1",
        Area = new([new(31_000_000, 121_000_000), new(31_000_000, 121_100_000), new(31_100_000, 121_050_000)]),
        Reason = "施工",
        ValidFrom = Some.At("08:00"),
        ValidTo = Some.At("20:00"),
    };

    [Fact]
    public void Permits_and_routes_are_stored_as_they_ever_were()
    {
        Assert.Equal("""{"provinces":[310000,320000]}""", DocumentKinds.Permit.Write(s_permit));
        Assert.Equal("""{"lineE6":[31000000,121000000,31123456,121654321],"corridorM":312.5}""", DocumentKinds.Route.Write(s_route));
    }

    [Fact]
    public void What_was_stored_is_read_back_as_it_was_filed()
    {
        Assert.Equal(s_permit, DocumentKinds.Permit.Read(HeadOf(s_permit), DocumentKinds.Permit.Write(s_permit)));
        Assert.Equal(s_route, DocumentKinds.Route.Read(HeadOf(s_route), DocumentKinds.Route.Write(s_route)));
        Assert.Equal(s_zone, ZoneKind.Definition.Read(HeadOf(s_zone), ZoneKind.Definition.Write(s_zone)));
        var licence = new Licence
        {
            Number = "L1",
            Vehicle = Some.Truck,
            Carrier = DocumentSubject.Operator("91350100M000100Y43"),
            ValidFrom = Some.At("08:00"),
            ValidTo = Some.At("20:00"),
        };
        Assert.Equal(licence, Licence.Definition.Read(HeadOf(licence), Licence.Definition.Write(licence)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"provinces\":\"310000\"}")]
    [InlineData("{\"provinces\":[1e99]}")]
    public void What_is_not_of_the_kind_is_said_to_be_unreadable(string content) =>
        Assert.Throws<FormatException>(() => DocumentKinds.Permit.Read(HeadOf(s_permit), content));

    [Theory]
    [InlineData("[[[121.0,31.0],[121.1,31.0],[121.1,31.1],[121.05,31.1]]]", "not closed")]
    [InlineData("[[[121.0,31.0],[121.1,31.0],[121.0,31.0],[121.0,31.0]]]", "three corners")]
    [InlineData("[[[121.0,31.0],[121.1,31.0],[121.05,131.1],[121.0,31.0]]]", "Point 2")]
    [InlineData("[[121.0,31.0],[121.1,31.0],[121.05,31.1],[121.0,31.0]]", "one ring")]
    [InlineData("\"POLYGON\"", "Polygon")]
    public void A_wrong_area_says_what_is_wrong(string coordinates, string said)
    {
        var wrong = new List<LocalText>();
        using var json = JsonDocument.Parse(coordinates);
        ZoneKind.Definition.Fields[0].Take(json.RootElement, new(), wrong.Add);
        Assert.Contains(said, Assert.Single(wrong).English);
    }

    [Theory]
    [InlineData("91350100M000100Y43", true)]
    [InlineData(" 91350100m000100y43 ", true)]
    [InlineData("91350100M000100Y44", false)]
    [InlineData("91350100M000100Y4", false)]
    [InlineData("91350100M0001O0Y43", false)]
    [InlineData("", false)]
    public void An_operator_is_known_by_its_credit_code_whose_check_character_is_right(string text, bool right)
    {
        Assert.Equal(right, SubjectKeys.TryParse(DocumentBinding.Operator, text, out var subject));
        Assert.Equal(right ? "91350100M000100Y43" : null, subject?.Key);
    }

    [Theory]
    [InlineData("", "", "")]
    [InlineData("1", "1", "1")]
    [InlineData("123456", "*****6", "*****6")]
    [InlineData("1234567", "123**67", "*****67")]
    [InlineData("12345678", "123***78", "******78")]
    [InlineData("13812345678", "138******78", "138****5678")]
    [InlineData("310101199001011234", "310*************34", "310***********1234")]
    public void The_number_of_a_person_is_masked_as_long_as_it_is(string number, string asIdentity, string asPhone) =>
        Assert.Equal((asIdentity, asPhone), (Masked.Identity(number), Masked.Phone(number)));

    [Fact]
    public void Two_kinds_of_one_id_or_path_and_a_field_that_every_document_has_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new DocumentCatalog([DocumentKinds.Permit, DocumentKinds.Permit]));
        var field = new TextField { Name = "filedBy", Label = new("谁", "Who"), Meaning = "Who." };
        Assert.Throws<ArgumentException>(() => new DocumentCatalog(
        [
            new DocumentKind<Zone>
            {
                Id = "x",
                Path = "xs",
                Name = new("", ""),
                Description = new("", ""),
                Binding = DocumentBinding.Area,
                Own = [field.Of<Zone>(z => z.Reason)],
                Create = (_, _) => s_zone,
            },
        ]));
        Assert.Equal(DocumentKinds.Catalog.Kinds.Count + 5, SampleKinds.All.Kinds.Count);
    }

    private static DocumentHead HeadOf(Document document) => new(document.Number, document.Subject, document.ValidFrom, document.ValidTo, document.WithdrawnAt);
}
