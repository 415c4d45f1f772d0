package vn.antin.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * Groups the commands of the hub's operator: acts on the directory of the province, join files, and the traffic with an
 * authority on another machine.
 */
@Command(
        name = "hub",
        sortOptions = false,
        subcommands = {
            HubActs.AddCommand.class,
            HubActs.RenameCommand.class,
            HubActs.RecodeCommand.class,
            HubActs.CloseCommand.class,
            HubActs.MergeCommand.class,
            HubActs.SplitCommand.class,
            HubActs.MoveCommand.class,
            HubActs.SetCommand.class,
            HubActs.ImportCommand.class,
            HubActs.StopCommand.class,
            HubActs.ResumeCommand.class,
            HubActs.RevokeCommand.class,
            HubActs.RejoinCommand.class,
            HubActs.RenewKeyCommand.class,
            HubActs.AdmitCommand.class,
            HubActs.DismissCommand.class,
            HubActs.ListCommand.class,
            HubActs.AddressCommand.class,
            HubProvinceCommands.ProvinceFileCommand.class,
            HubProvinceCommands.JoinProvinceCommand.class,
            HubProvinceCommands.TakeProvinceCommand.class,
            JoinFileCommand.class,
            HubAuthorityCommands.RequestsCommand.class,
            HubAuthorityCommands.SignedCommand.class,
            HubAuthorityCommands.WithdrawCommand.class
        })
final class HubCommand implements Runnable {

    @Mixin
    private Terminal terminal;

    @Override
    public void run() {
        throw terminal.usage("usage.which");
    }
}
