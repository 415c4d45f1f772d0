package vn.antin.console.pages;

import vn.antin.door.Errors;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.people.AuditLog;
import vn.antin.observe.HealthMonitor;

/**
 * The services that the pages of a node and of a hub share.
 *
 * @param audit records what people do
 * @param observatory the present health
 */
public record PageServices(
        Repositories repositories, AuditLog audit, Errors errors, Charts charts, HealthMonitor observatory) {}
