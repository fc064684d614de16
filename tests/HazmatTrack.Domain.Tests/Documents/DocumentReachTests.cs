using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Documents.Permits;
using HazmatTrack.Domain.Documents.Routes;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Tests.Rules;
using HazmatTrack.Domain.Vehicles;
using Drive = HazmatTrack.Domain.Tests.Rules.Routes.Drive;

namespace HazmatTrack.Domain.Tests.Documents;

public sealed class DocumentReachTests
{
    private static readonly Permit s_permit = Some.Permit("P1", "08:00", "12:00", ProvinceCode.Shanghai);
    private static readonly Route s_route = Drive.Route("R1", "08:00", "12:00");

    [Fact]
    public void A_new_permit_reaches_back_to_a_day_before_it_begins_and_a_new_route_to_its_beginning()
    {
        Assert.Equal(Some.At("08:00") - TimeSpan.FromDays(1), DocumentReach.EarliestChange(null, s_permit));
        Assert.Equal(Some.At("08:00"), DocumentReach.EarliestChange(null, s_route));
    }

    [Fact]
    public void What_is_filed_again_as_it_was_reaches_nothing() =>
        Assert.Null(DocumentReach.EarliestChange(s_permit, s_permit with { Provinces = [ProvinceCode.Shanghai] }));

    [Fact]
    public void A_permit_extended_or_cut_short_reaches_back_to_the_earlier_of_both_ends()
    {
        var longer = s_permit with { ValidTo = Some.At("20:00") };
        Assert.Equal(Some.At("12:00"), DocumentReach.EarliestChange(s_permit, longer));
        Assert.Equal(Some.At("12:00"), DocumentReach.EarliestChange(longer, s_permit));
    }

    [Fact]
    public void A_withdrawal_reaches_back_to_when_it_takes_effect_and_so_does_its_repeal()
    {
        var withdrawn = s_permit with { WithdrawnAt = Some.At("09:30") };
        Assert.Equal(Some.At("09:30"), DocumentReach.EarliestChange(s_permit, withdrawn));
        Assert.Equal(Some.At("09:30"), DocumentReach.EarliestChange(withdrawn, s_permit));
    }

    [Fact]
    public void A_withdrawal_from_before_the_beginning_reaches_no_further_than_the_permit_was_looked_at()
    {
        Assert.Equal(
            Some.At("08:00") - Permit.NearMiss,
            DocumentReach.EarliestChange(s_permit, s_permit with { WithdrawnAt = Some.At("08:00") - TimeSpan.FromDays(30) }));
        Assert.Equal(Some.At("08:00"), DocumentReach.EarliestChange(s_route, s_route with { WithdrawnAt = Some.At("06:00") }));
    }

    [Fact]
    public void Other_provinces_another_line_or_another_beginning_reach_back_to_the_earlier_beginning()
    {
        Assert.Equal(Some.At("08:00") - Permit.NearMiss, DocumentReach.EarliestChange(s_permit, s_permit with { Provinces = [ProvinceCode.Anhui] }));
        Assert.Equal(Some.At("08:00"), DocumentReach.EarliestChange(s_route, s_route with { Corridor = Distance.FromMetres(50) }));
        Assert.Equal(Some.At("06:00"), DocumentReach.EarliestChange(s_route, s_route with { ValidFrom = Some.At("06:00") }));
        Assert.Equal(Some.At("08:00"), DocumentReach.EarliestChange(s_route, s_route with { ValidFrom = Some.At("10:00") }));
    }

    [Fact]
    public void A_correction_that_names_another_truck_concerns_both()
    {
        var other = s_route with { Vehicle = new VehicleId("沪B54321", PlateColour.Yellow), ValidFrom = Some.At("10:00") };
        Assert.Equal([(other.Vehicle, Some.At("10:00")), (Some.Truck, Some.At("08:00"))], DocumentReach.Touched(s_route, other)
            .Select(t => (t.Subject.Vehicle!.Value, t.From)));
    }
}
