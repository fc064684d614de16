using System.Collections.Frozen;
using HazmatTrack.Domain.Access;
using HazmatTrack.Http.Access;
using HazmatTrack.Http.Errors;
using Microsoft.AspNetCore.Http;

namespace HazmatTrack.Server.Tests.Access;

/// <summary>What is offered as a purpose to a caller is what is taken of that caller.</summary>
public sealed class PurposesTests
{
    [Theory]
    [InlineData(Role.Operator, true, true)]
    [InlineData(Role.Inspector, false, false)]
    [InlineData(Role.ProvinceOfficer, false, true)]
    public void Only_an_operator_manages_its_own_vehicles_and_an_inspector_hands_no_data_out(Role role, bool ownVehicles, bool ownData)
    {
        var caller = Having(role);
        AssertTaken("own-vehicles", ownVehicles);
        AssertTaken("own-data", ownData);
        Assert.All(["inspection", "alert", "emergency", "case", "complaint"], code => AssertTaken(code, true));
        AssertTaken("curiosity", false);

        void AssertTaken(string code, bool isTaken)
        {
            Assert.Equal(isTaken, Purposes.Usual.Of(caller).Any(p => p.Code == code));
            var headers = new HeaderDictionary { [Purposes.Header] = code, [Purposes.CaseHeader] = "7" };
            if (isTaken)
            {
                Assert.Equal((code, "7"), (Purposes.Usual.Read(headers, caller).Purpose.Code, Purposes.Usual.Read(headers, caller).Case));
            }
            else
            {
                Assert.Throws<InvalidRequestException>(() => Purposes.Usual.Read(headers, caller));
            }
        }
    }

    /// <summary>The settings name no roles.</summary>
    [Fact]
    public void A_purpose_of_the_deployment_is_everybodys()
    {
        var purposes = new Purposes([new("own-vehicles", new("本单位", "Own"), WantsCase: false)]);
        Assert.Single(purposes.Of(Having(Role.Inspector)));
    }

    private static Caller Having(Role role) =>
        new() { Issuer = "test", Subject = "a", Name = "a", Roles = new[] { role }.ToFrozenSet() };
}
