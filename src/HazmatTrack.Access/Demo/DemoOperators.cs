using HazmatTrack.Domain.Access;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Storage.Access;

namespace HazmatTrack.Access.Demo;

/// <summary>Registers the operators of the demo before anybody calls: the people of an operator that is not registered are refused.</summary>
internal sealed class DemoOperators(IAccessStore store) : IHostedService
{
    public const string By = "demo";

    private static readonly TransportOperator[] s_operators =
    [
        new() { Code = DemoPeople.OperatorA, Name = "甲危险货物运输公司（演示）", Province = ProvinceCode.Shanghai },
        new() { Code = DemoPeople.OperatorB, Name = "乙危险货物运输公司（演示）", Province = ProvinceCode.Jiangsu },
    ];

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var one in s_operators)
        {
            // One that is there stays as an administrator has changed it.
            await store.SaveOperatorAsync(one, By, new() { MustNotExist = true }, cancellationToken);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
